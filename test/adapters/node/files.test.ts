/** Files are read, missing, or unreadable with a reason. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFiles } from '../../../src/adapters/node/files.js';

const files = createFiles();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-files-'));
  await writeFile(join(folder, 'a.yaml'), 'name: ünï\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('reads text', async () => {
  expect(await files.readText(join(folder, 'a.yaml'))).toBe('name: ünï\n');
  expect(await files.exists(join(folder, 'a.yaml'))).toBe(true);
});

it.each(['none.yaml', 'none/deeper.yaml', 'a.yaml/deeper.yaml'])('has nothing at %s', async (name) => {
  expect(await files.readText(join(folder, name))).toBeUndefined();
  expect(await files.exists(join(folder, name))).toBe(false);
});

it('says which path cannot be read and why', async () => {
  await expect(files.readText(folder)).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    exitCode: 2,
    message: `Cannot read ${folder}: it is a folder.`,
  });
});
