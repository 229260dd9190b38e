/** `DEBUG=*`, which makes docker-modem print its requests, must not print the registry's token. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, expect, test } from 'vitest';
import { answering, type FakeEngine, startFakeEngine, streaming } from '../../servers/fake-engine.js';

const sources = resolve(import.meta.dirname, '../../../src');
const run = promisify(execFile);
const id = `sha256:${'a'.repeat(64)}`;
const token = 'very-secret-registry-token';

let fake: FakeEngine | undefined;
let folder: string | undefined;

afterEach(async () => {
  await fake?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test('neither the token nor the header made from it is printed', async () => {
  fake = await startFakeEngine({
    [`GET /images/${id}/json`]: answering({ Id: id, RepoTags: [] }),
    [`POST /images/${id}/tag`]: answering('', 201),
    'POST /images/127.0.0.1:1/app/push': streaming([`{"aux":{"Digest":"${id}"}}`]),
  });
  const { endpoint } = await fake.engine.describe();
  folder = await mkdtemp(join(sources, '../node_modules/.lading-debug-'));
  await writeFile(
    join(folder, 'entry.mjs'),
    `import debug from 'debug';
import { connectEngine } from '${sources}/adapters/docker/connect-engine.ts';
const engine = await connectEngine({ env: process.env, homeFolder: '/nonexistent' });
const credentials = { username: 'AWS', password: '${token}' };
await engine.push({ imageId: '${id}', repository: '127.0.0.1:1/app', tag: 'v1', platform: 'linux/amd64', credentials }, () => {}, new AbortController().signal);
debug('other')('still printed');
`,
  );
  const outfile = join(folder, 'program.mjs');
  await build({
    entryPoints: [join(folder, 'entry.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const { stdout, stderr } = await run(process.execPath, [outfile], {
    env: { PATH: process.env.PATH, DEBUG: '*', DOCKER_HOST: endpoint },
  });
  const header = fake.seen.find(({ path }) => path.endsWith('/push'))?.headers['x-registry-auth'];
  expect(header).toBeTypeOf('string');
  expect(stderr).toContain('still printed');
  expect(stdout + stderr).not.toContain(token);
  expect(stdout + stderr).not.toContain(String(header));
  expect(stdout + stderr).not.toContain('X-Registry-Auth');
});
