import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const node = (...args: string[]) =>
  run(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1', OCLIF_COLUMNS: '80' } });
const read = (path: string) => readFile(new URL(path, `file://${root}`), 'utf8');

describe('what is derived from the commands', () => {
  test('oclif.manifest.json is what the built commands say', async () => {
    const { stdout } = await node('scripts/build/print-manifest.mjs', root);
    const committed = await read('oclif.manifest.json');
    expect(committed.endsWith('}\n')).toBe(true);
    expect(JSON.parse(committed)).toEqual(JSON.parse(stdout));
  });

  test('documents are up to date', async () => {
    await expect(node('scripts/generate.mjs', '--check')).resolves.toMatchObject({ stderr: '' });
  });

  test('the quick --help and --version say what oclif says', async () => {
    const slow = (flag: string) =>
      node(
        '--input-type=module',
        '-e',
        `import { start } from '${root}dist/main.js'; await start(['${flag}'], '${root}');`,
      );
    for (const flag of ['--help', '--version']) {
      expect((await node('bin/run.js', flag)).stdout).toBe((await slow(flag)).stdout);
    }
    expect((await node('bin/run.js')).stdout).toBe((await node('bin/run.js', '-h')).stdout);
    expect((await node('bin/run.js', '-v')).stdout).toBe((await node('bin/run.js', '--version')).stdout);
  });
});

test('the package holds what runs and what is read, and nothing else', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  const expected =
    /^(?:bin\/run\.js|dist\/.+\.(?:js|d\.ts)|dist\/help\.txt|dist\/THIRD_PARTY_LICENSES\.txt|docs\/.+|templates\/.+|oclif\.manifest\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
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

test('the package needs no other package', async () => {
  const manifest = JSON.parse(await read('package.json')) as Record<string, unknown>;
  expect(Object.keys(manifest).filter((key) => /dependencies$/i.test(key))).toEqual(['devDependencies']);
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
