import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readSources } from '../architecture/source-tree.js';
import { runOnTerminal } from '../ui/pseudo-terminal.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const node = (...args: string[]) =>
  run(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1', OCLIF_COLUMNS: '80' } });
const read = (path: string) => readFile(new URL(path, `file://${root}`), 'utf8');

describe('what is derived from the commands', () => {
  test('oclif.manifest.json is what the oclif tool makes of the built commands', async () => {
    const script = new URL('scripts/build/read-manifest.mjs', `file://${root}`).href;
    const { readManifest } = (await import(script)) as { readManifest: (root: string) => Promise<string> };
    expect(await read('oclif.manifest.json')).toBe(await readManifest(root));
  });

  test('documents are up to date', async () => {
    await expect(node('scripts/generate.mjs', '--check')).resolves.toMatchObject({ stderr: '' });
  });

  test('the quick --help and --version say what oclif says', async () => {
    const slow = (...args: string[]) =>
      node(
        '--input-type=module',
        '-e',
        `import { start } from '${root}dist/main.js'; await start(${JSON.stringify(args)}, '${root}');`,
      );
    for (const args of [['--help'], ['--version'], ['deploy', '--help'], ['region', 'start', '-h']]) {
      expect((await node('bin/run.js', ...args)).stdout, args.join(' ')).toBe((await slow(...args)).stdout);
    }
    expect((await node('bin/run.js')).stdout).toBe((await node('bin/run.js', '-h')).stdout);
    expect((await node('bin/run.js', '-v')).stdout).toBe((await node('bin/run.js', '--version')).stdout);
  });

  test('on a terminal oclif starts as well, and headings of the help are bold', async () => {
    const run = join(root, 'bin/run.js');
    const refused = await runOnTerminal(`node ${run} deploy --frobnicate`, { cwd: root });
    expect(refused.screen.join(' ')).toContain('Error USAGE');
    expect(refused.code).toBe(2);
    const help = await runOnTerminal(`node ${run} deploy --help`, { cwd: root });
    expect(help.raw).toContain('\u001b[1mFUNCTION FLAGS\u001b[22m');
  });

  test('every command and topic has its quick help', async () => {
    const script = new URL('scripts/build/read-help.mjs', `file://${root}`).href;
    const { readHelp } = (await import(script)) as {
      readHelp: (root: string) => Promise<ReadonlyMap<string, string>>;
    };
    const files = await readHelp(root);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['help.txt', 'help/deploy.txt', 'help/region.txt', 'help/region/start.txt']),
    );
    for (const [name, text] of files) expect(await read(`dist/${name}`), name).toBe(text);
  });
});

test('the package holds what runs and what is read, and nothing else', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  const expected =
    /^(?:bin\/run\.js|dist\/.+\.(?:js|d\.ts)|dist\/help(?:\/[a-z/]+)?\.txt|dist\/THIRD_PARTY_LICENSES\.txt|docs\/.+|templates\/.+|oclif\.manifest\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
  expect(paths.filter((path) => !expected.test(path))).toEqual([]);
  expect(paths).toEqual(
    expect.arrayContaining([
      'bin/run.js',
      'dist/main.js',
      'dist/index.js',
      'dist/types/index.d.ts',
      'dist/commands/deploy.js',
      'docs/lading.schema.json',
      'LICENSE',
    ]),
  );
});

describe('the packages that run', () => {
  test('are the dependencies, so that scanners and npm ls see them', async () => {
    const manifest = JSON.parse(await read('package.json')) as { dependencies: object };
    const imported = readSources('src').flatMap(({ imports }) =>
      imports.filter(({ kind, target }) => kind !== 'type' && !/^(?:src\/|node:)/.test(target)),
    );
    const names = imported.map(({ target }) => target.split('/', target.startsWith('@') ? 2 : 1).join('/'));
    expect([...new Set(names)].filter((name) => !(name in manifest.dependencies))).toEqual([]);
    expect(Object.keys(manifest.dependencies).filter((name) => !names.includes(name))).toEqual([]);
  });

  test('are bundled: what is packed starts with nothing beside it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lading-packed-'));
    try {
      const { stdout } = await run(
        'npm',
        ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
        { cwd: root },
      );
      const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
      await run('tar', ['-xzf', join(folder, filename), '-C', folder]);
      const started = await run(process.execPath, ['package/bin/run.js', 'region', 'status', '--json'], {
        cwd: folder,
      });
      expect(JSON.parse(started.stdout)).toMatchObject({ running: false });
      const deploy = 'package/bin/run.js deploy --function packed --role auto --local --json'.split(' ');
      const engineless = { ...process.env, DOCKER_HOST: 'unix:///nowhere.sock' };
      const failed = await run(process.execPath, deploy, { cwd: folder, env: engineless }).then(
        () => expect.unreachable(),
        (error: { stdout: string }) => error,
      );
      // It has come as far as the engine, with the SDK, the region and the engine client loaded.
      expect(JSON.parse(failed.stdout)).toMatchObject({ error: { code: 'ENGINE_UNREACHABLE' } });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test('the types of the programming interface need no other package', async () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, specifier = ''] of (await read(path)).matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)) {
      if (specifier.startsWith('.'))
        await visit(posix.join(posix.dirname(path), specifier.replace(/\.js$/, '.d.ts')));
      else if (!specifier.startsWith('node:')) packages.add(specifier);
    }
  };
  await visit('dist/types/index.d.ts');
  expect(seen.size).toBeGreaterThan(5);
  expect([...packages]).toEqual([]);
});

test('a command that does not exist is an error in text and in JSON', async () => {
  const failing = async (...args: string[]) =>
    node('bin/run.js', ...args).then(
      () => expect.unreachable(),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  const text = await failing('deplyo');
  expect(text.code).toBe(2);
  expect(text.stderr).toMatch(/USAGE: lading has no command deplyo; it has [\s\S]*Try: lading deploy\n/);
  const json = await failing('deplyo', '--json');
  expect(json.code).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'USAGE', details: { command: 'deplyo' } } });
});
