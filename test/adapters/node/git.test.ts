import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGit } from '../../../src/adapters/node/git.js';

let folder: string;
const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CEILING_DIRECTORIES: tmpdir(),
};
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading git-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function commit(): Promise<string> {
  git('init', '-b', 'feature/one');
  await writeFile(join(folder, 'a'), 'a');
  git('add', '.');
  git('commit', '-m', 'one');
  return git('rev-parse', 'HEAD');
}

test('a clean commit on a branch', async () => {
  const sha = await commit();
  const before = await stat(join(folder, '.git/index'));
  expect(await createGit(env).describe(folder)).toEqual({
    kind: 'revision',
    revision: { sha, branch: 'feature/one', dirty: false },
  });
  const after = await stat(join(folder, '.git/index'));
  expect(after.mtimeMs).toBe(before.mtimeMs);
});

test.each(['a', 'new file'])('%s written since makes it dirty', async (name) => {
  await commit();
  await writeFile(join(folder, name), 'changed');
  expect(await createGit(env).describe(folder)).toMatchObject({ revision: { dirty: true } });
});

test('ignored files do not, and a detached commit has no branch', async () => {
  const sha = await commit();
  await writeFile(join(folder, '.git/info/exclude'), 'out\n');
  await writeFile(join(folder, 'out'), 'x');
  git('checkout', '--detach');
  expect(await createGit(env).describe(folder)).toEqual({
    kind: 'revision',
    revision: { sha, dirty: false },
  });
});

test('no repository, no commit, no git: each with its reason', async () => {
  expect(await createGit(env).describe(folder)).toMatchObject({
    kind: 'none',
    reason: expect.stringMatching(/^git says of .*: fatal: not a git repository/),
  });
  git('init');
  expect(await createGit(env).describe(folder)).toEqual({
    kind: 'none',
    reason: 'the repository has no commit yet',
  });
  expect(await createGit({ ...env, PATH: '/nonexistent' }).describe(folder)).toEqual({
    kind: 'none',
    reason: 'there is no git on this machine',
  });
});
