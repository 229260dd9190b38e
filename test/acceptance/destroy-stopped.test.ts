/** Issue 4 item 8: a destroy that is killed or interrupted is ended by the next one, while Lambda takes its time to delete. */
import type { ChildProcess } from 'node:child_process';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DestroyResult } from '../../src/pipeline/destroy.js';
import { expectRefusal } from './failure-cases/both-faces.js';
import { openScene, type Scene } from './failure-cases/scene.js';
import { document, runLading } from './run-lading.js';

let scene: Scene;

beforeAll(async () => {
  scene = await openScene({ deletionDelay: 4_000 });
  const functions = 'functions:\n  one: { role: auto }\n  two: { role: auto }\n';
  await scene.project.write('lading.yaml', `name: app\n${functions}`);
  const run = await scene.lading(['deploy', '--image', `${scene.repository}:v1`, '--json']);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  scene.changes();
});
afterAll(() => scene?.close());

/** A destroy of everything that something happens to while function `name` is being deleted. */
async function destroyAnd(name: string, act: (child: ChildProcess) => unknown) {
  let child: ChildProcess | undefined;
  const run = runLading(['destroy', '--images', '--logs', '--yes', '--json'], {
    cwd: scene.project.folder,
    env: scene.env,
    onStart: (started) => {
      child = started;
    },
  });
  const state = async () =>
    (await scene.region.lambda.send(new GetFunctionCommand({ FunctionName: name }))).Configuration?.State;
  await expect.poll(state, { timeout: 20_000 }).toBe('Deleting');
  await act(child as ChildProcess);
  return run;
}

it('goes on after kill -9, tells after Ctrl-C what is deleted, and ends with everything gone', async () => {
  expect((await destroyAnd('one', (child) => child.kill('SIGKILL'))).code).toBeNull();
  expect(scene.changes()).toEqual(['DeleteFunction']);
  const stopped = await destroyAnd('two', (child) => child.kill('SIGINT'));
  expect(scene.changes()).toEqual(['DetachRolePolicy', 'DeleteRole', 'DeleteFunction']);
  const { details } = expectRefusal(stopped, { code: 'INTERRUPTED', exit: 130 });
  expect(details.done).toEqual(['deleted role lading-one', 'deleted function two']);
  const run = await scene.lading(['destroy', '--images', '--yes', '--json']);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(document<DestroyResult>(run).deleted).toEqual([
    { kind: 'function', name: 'two' },
    { kind: 'role', name: 'lading-two' },
    { kind: 'repository', name: 'app' },
  ]);
  expect(scene.changes()).toEqual(['DetachRolePolicy', 'DeleteRole', 'DeleteRepository']);
  const again = await scene.lading(['destroy', '--images', '--logs', '--yes', '--json']);
  expect([again.code, document<DestroyResult>(again)]).toEqual([
    0,
    { applied: false, deleted: [], kept: [] },
  ]);
});
