/** What becomes of functions that nobody uses for long: failures.md 2.4 and A18. */
import {
  GetFunctionCommand,
  InvokeCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { startTestRegion } from '../test-region.js';
import { type InvocableRegion, startInvocableRegion } from './invocable-region.js';
import { refusalOf } from './refusal.js';

const day = 24 * 60 * 60 * 1000;
const pending = {
  status: 409,
  name: 'CodeArtifactUserPendingException',
  message: 'INFO: Lambda is initializing your function. It will be ready to invoke shortly.',
};

async function start(options: object = { idleAfter: 14 * day }): Promise<InvocableRegion> {
  const scene = await startInvocableRegion({ echo: (event) => event }, options);
  onTestFinished(scene.region.close);
  await scene.create('quiet', 'echo');
  return scene;
}

async function stateOf({ region }: InvocableRegion, Qualifier?: string) {
  const { Configuration } = await region.lambda.send(
    new GetFunctionCommand({ FunctionName: 'quiet', ...(Qualifier && { Qualifier }) }),
  );
  const { State, StateReason, StateReasonCode, LastUpdateStatus } = Configuration ?? {};
  return { State, StateReason, StateReasonCode, LastUpdateStatus };
}

test('an unused function is Inactive; the first event wakes it, is refused, and a later one runs', async () => {
  const scene = await start();
  expect((await stateOf(scene)).State).toBe('Active');
  scene.region.advance(14 * day);
  const idle = { StateReason: 'The function is currently idle.', StateReasonCode: 'Idle' };
  expect(await stateOf(scene)).toEqual({ State: 'Inactive', LastUpdateStatus: 'Successful', ...idle });
  expect(await refusalOf(scene.invoke('quiet'))).toEqual(pending);
  expect(await stateOf(scene)).toMatchObject({ State: 'Pending', StateReasonCode: 'Restoring' });
  expect(await refusalOf(scene.invoke('quiet'))).toEqual(pending);
  scene.region.settle();
  expect(await stateOf(scene)).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
  expect((await scene.invoke('quiet', { n: 1 })).payload).toBe('{"n":1}');
});

test('a function that is used stays ready, and so does one that is updated', async () => {
  const scene = await start();
  for (let week = 0; week < 4; week += 1) {
    scene.region.advance(7 * day);
    expect((await scene.invoke('quiet')).status).toBe(200);
  }
  scene.region.advance(14 * day);
  expect((await stateOf(scene)).State).toBe('Inactive');
  await scene.region.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'quiet', Timeout: 5 }),
  );
  scene.region.settle();
  expect((await stateOf(scene)).State).toBe('Active');
  expect((await scene.invoke('quiet')).status).toBe(200);
});

test('each version sleeps by itself', async () => {
  const scene = await start();
  await scene.region.lambda.send(new PublishVersionCommand({ FunctionName: 'quiet' }));
  expect((await stateOf(scene, '1')).State).toBe('Active');
  scene.region.advance(8 * day);
  await scene.invoke('quiet', {}, { Qualifier: '1' });
  scene.region.advance(8 * day);
  expect([(await stateOf(scene)).State, (await stateOf(scene, '1')).State]).toEqual(['Inactive', 'Active']);
});

test('unless it is told a time, a region puts nothing to sleep', async () => {
  const scene = await start({});
  await stateOf(scene);
  scene.region.advance(400 * day);
  expect((await stateOf(scene)).State).toBe('Active');
});

test('a sleeping function is woken across a restart', async () => {
  const scene = await startInvocableRegion({ echo: (event) => event }, { idleAfter: day, keepFolder: true });
  await scene.create('quiet', 'echo');
  await stateOf(scene);
  scene.region.advance(day);
  expect((await stateOf(scene)).State).toBe('Inactive');
  const { dataFolder, now, close } = scene.region;
  await close();
  const again = await startTestRegion({
    idleAfter: day,
    dataFolder,
    startAt: now(),
    hosting: scene.hosting.hosting,
    engine: scene.hosting.engine,
  });
  onTestFinished(again.close);
  const invoke = () => again.lambda.send(new InvokeCommand({ FunctionName: 'quiet' }));
  expect(await refusalOf(invoke())).toEqual(pending);
  again.settle();
  expect((await invoke()).StatusCode).toBe(200);
});
