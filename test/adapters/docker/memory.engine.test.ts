/** A large context passes through in pieces: measured in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextFolder, type TestFolder } from '../../servers/context-folder.js';
import { describeEngine, removeLater } from '../../servers/engine.js';

const sources = resolve(import.meta.dirname, '../../../src');
const run = promisify(execFile);

/** Connects, builds the folder in argv and prints what it cost. */
const program = `
import { homedir } from 'node:os';
import { connectEngine } from '${sources}/adapters/docker/connect-engine.ts';
const engine = await connectEngine({ env: process.env, homeFolder: homedir() });
let bytes = 0;
const request = { context: process.argv[2], dockerfile: 'Dockerfile', args: {}, platform: 'linux/amd64', ...(process.argv[3] && { builder: process.argv[3] }) };
const before = process.resourceUsage().maxRSS;
const id = await engine.build(request, (event) => { if (event.kind === 'context') bytes = event.bytes; }, new AbortController().signal);
console.log(JSON.stringify({ id, bytes, grownMiB: (process.resourceUsage().maxRSS - before) / 1024 }));
`;

describeEngine('a context of 300 MB', () => {
  let folder: string;
  let context: TestFolder;

  beforeAll(async () => {
    // Below the project, so that the packages that stay outside of the bundle are found.
    folder = await mkdtemp(join(sources, '../node_modules/.lading-memory-'));
    await writeFile(join(folder, 'entry.mjs'), program);
    await build({
      entryPoints: [join(folder, 'entry.mjs')],
      outfile: join(folder, 'program.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    });
    context = await contextFolder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    const large = await open(join(context.path, 'large.bin'), 'w');
    await large.truncate(300_000_000);
    await large.close();
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await context?.remove();
  });

  test.each(['', 'classic'])('costs little memory %s', async (builder) => {
    const { stdout } = await run(process.execPath, [join(folder, 'program.mjs'), context.path, builder]);
    const { id, bytes, grownMiB } = JSON.parse(stdout) as { id: string; bytes: number; grownMiB: number };
    removeLater(id);
    expect(bytes).toBeGreaterThan(300_000_000);
    expect(grownMiB).toBeLessThan(100);
  });
});
