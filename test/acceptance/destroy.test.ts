/** Issue 4 item 8: destroy shows, asks, deletes what deploy made, and is idempotent. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { DestroyResult } from '../../src/pipeline/destroy.js';
import { needing } from '../servers/needing.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

const { it } = needing('aws');

let region: RegionProcess;
let project: Project;

beforeAll(async () => {
  project = await createProject({
    'lading.yaml': 'name: doomed\nfunctions:\n  one: { role: auto }\n  two: { role: auto }\n',
  });
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
  const run = await lading('deploy');
  expect(run.code, run.stdout + run.stderr).toBe(0);
});

afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

function lading(...args: string[]) {
  return runLading([...args, '--local', '--json'], { cwd: project.folder });
}

function exists(...args: string[]): boolean {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_PAGER: '' };
  try {
    execFileSync('aws', ['--endpoint-url', region.url, '--region', 'us-east-1', ...args], {
      env,
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

it('deletes nothing without a yes, and says what it would', async () => {
  await region.forgetRequests();
  const run = await lading('destroy');
  expect(run.code).toBe(2);
  const { error } = document<{ error: { code: string; message: string } }>(run);
  expect(error.code).toBe('USAGE');
  expect(error.message).toContain('- function one');
  expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
});

it('keeps a repository whose images other functions run', async () => {
  const run = await lading('destroy', 'one', '--images', '--yes');
  expect(run.code, run.stdout + run.stderr).toBe(0);
  const { deleted, kept } = document<DestroyResult>(run);
  expect(deleted).toEqual([
    { kind: 'function', name: 'one' },
    { kind: 'role', name: 'lading-one' },
  ]);
  expect(kept).toContainEqual({ what: 'repository doomed', why: 'other functions run its images: two' });
  expect(exists('lambda', 'get-function', '--function-name', 'one')).toBe(false);
  expect(exists('iam', 'get-role', '--role-name', 'lading-one')).toBe(false);
  expect(exists('lambda', 'get-function', '--function-name', 'two')).toBe(true);
});

it('deletes the rest with --images and --logs, and has nothing to do the second time', async () => {
  const run = await lading('destroy', '--images', '--logs', '--yes');
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(document<DestroyResult>(run)).toMatchObject({ applied: true });
  expect(exists('ecr', 'describe-repositories', '--repository-names', 'doomed')).toBe(false);
  await region.forgetRequests();
  const again = await lading('destroy', '--images', '--logs', '--yes');
  expect(again.code, again.stdout).toBe(0);
  expect(document<DestroyResult>(again)).toEqual({ applied: false, deleted: [], kept: [] });
  expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
  const text = await runLading(['destroy', '--local', '--yes'], { cwd: project.folder });
  expect([text.code, text.stdout]).toEqual([0, 'There is nothing to delete.\n']);
});
