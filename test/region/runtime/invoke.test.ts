import { expect, test } from 'vitest';
import { answer, hosted } from './hosted.js';

test('answers an event with what the function said, and reports a cold start with its init', async () => {
  const { invoke } = hosted();
  const outcome = await invoke({ do: 'echo', text: 'hé' }, { requestId: 'r-1' });
  expect(answer(outcome)).toMatchObject({ text: 'hé' });
  const { report } = outcome;
  expect(outcome.failure).toBeUndefined();
  expect(report).toMatchObject({ requestId: 'r-1', memorySize: 128 });
  expect(report.initDuration).toBeGreaterThan(0);
  const together = (report.duration + (report.initDuration ?? 0)).toFixed(2);
  expect(report.billedDuration).toBe(Math.ceil(Number(together)));
  expect([report.duration, report.initDuration].map((ms) => Number(ms?.toFixed(2)))).toEqual([
    report.duration,
    report.initDuration,
  ]);
  expect(report.maxMemoryUsed).toBeGreaterThan(1);
});

test('keeps the sandbox for the next event, whose report tells of no init', async () => {
  const { invoke, sandboxes } = hosted();
  const first = answer(await invoke({ do: 'echo' }));
  const second = await invoke({ do: 'echo' });
  expect(answer(second).pid).toBe(first.pid);
  expect(second.report.initDuration).toBeUndefined();
  expect(second.report.billedDuration).toBe(Math.ceil(second.report.duration));
  expect(sandboxes.created).toBe(1);
});

test('lifts the limit on processors only for init', async () => {
  const { invoke, sandboxes } = hosted();
  await invoke({ do: 'echo' });
  expect(sandboxes.present[0]?.calls).toContain('limitProcessors');
});

test('passes an error of the function on as it is, and goes on with the same sandbox', async () => {
  const { invoke, sandboxes } = hosted();
  const outcome = await invoke({ do: 'throw', type: 'ValueError', message: 'no such order' });
  expect(answer(outcome)).toEqual({ errorType: 'ValueError', errorMessage: 'no such order', stackTrace: [] });
  expect(outcome.failure).toEqual({ kind: 'function', errorType: 'ValueError', message: 'no such order' });
  expect(outcome.report.status).toBeUndefined();
  await invoke({ do: 'echo' });
  expect(sandboxes.created).toBe(1);
});

test('ends an event that takes too long, and starts anew for the next one', async () => {
  const { invoke, sandboxes, texts } = hosted({ settings: { timeout: 1 } });
  const outcome = await invoke({ do: 'hang' }, { requestId: 'r-2' });
  const message = 'RequestId: r-2 Error: Task timed out after 1.00 seconds';
  expect(answer(outcome)).toEqual({ errorType: 'Sandbox.Timedout', errorMessage: message });
  expect(outcome.failure).toEqual({ kind: 'timeout', errorType: 'Sandbox.Timedout', message });
  expect(outcome.report).toMatchObject({ duration: 1000, status: 'timeout' });
  expect(texts().at(-1)).toMatch(/^REPORT RequestId: r-2\tDuration: 1000\.00 ms\t.*\tStatus: timeout$/);
  expect(outcome.tail).toContain('r-2 Task timed out after 1.00 seconds\nEND RequestId: r-2\n');
  expect(answer(await invoke({ do: 'echo' })).do).toBe('echo');
  expect(sandboxes.created).toBe(2);
});

test.each([
  { event: { do: 'exit', code: 0 }, reason: 'Runtime exited without providing a reason' },
  { event: { do: 'exit', code: 1 }, reason: 'Runtime exited with error: exit status 1' },
  { event: { do: 'kill', signal: 'SIGKILL' }, reason: 'Runtime exited with error: signal: killed' },
])('an end in the middle of $event fails the event and replaces the sandbox', async ({ event, reason }) => {
  const { invoke, sandboxes, texts } = hosted();
  const outcome = await invoke(event, { requestId: 'r-3' });
  const errorMessage = `RequestId: r-3 Error: ${reason}`;
  expect(answer(outcome)).toEqual({ errorType: 'Runtime.ExitError', errorMessage });
  expect(outcome.failure?.kind).toBe('exit');
  expect(outcome.report).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' });
  expect(texts().slice(-4, -1)).toEqual([errorMessage, 'Runtime.ExitError', 'END RequestId: r-3']);
  await invoke({ do: 'echo' });
  expect(sandboxes.created).toBe(2);
  expect(sandboxes.present).toHaveLength(1);
});

test('says that memory was the reason, and that all of it was used', async () => {
  const { scriptedRuntime } = await import('../../servers/process-sandboxes.js');
  const { invoke } = hosted({ image: { ...scriptedRuntime, outOfMemoryWhenKilled: true } });
  const { failure, report } = await invoke({ do: 'kill', signal: 'SIGKILL' }, { requestId: 'r-4' });
  expect(failure).toEqual({
    kind: 'memory',
    errorType: 'Runtime.OutOfMemory',
    message: 'RequestId: r-4 Error: Runtime exited with error: signal: killed',
  });
  expect(report.maxMemoryUsed).toBe(128);
});

test('refuses an answer that is larger than Lambda takes', async () => {
  const { invoke, sandboxes } = hosted();
  const outcome = await invoke({ do: 'large', bytes: 6_291_557 });
  expect(outcome.failure).toEqual({
    kind: 'response',
    errorType: 'Function.ResponseSizeTooLarge',
    message: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  });
  expect((await invoke({ do: 'large', bytes: 6_291_556 })).payload).toHaveLength(6_291_556);
  expect(sandboxes.created).toBe(1);
});

test.each([
  { event: { do: 'half' }, errorType: 'Runtime.TruncatedResponse' },
  {
    event: { do: 'echo', headers: { 'Lambda-Runtime-Function-Response-Mode': 'buffered' } },
    errorType: 'Runtime.InvalidResponseModeHeader',
  },
])('an answer that is none fails the event, not the sandbox: $errorType', async ({ event, errorType }) => {
  const { invoke, sandboxes } = hosted({ limits: { endNotice: 100 } });
  const { failure, report } = await invoke(event);
  expect(failure).toMatchObject({ kind: 'response', errorType });
  expect(report).toMatchObject({ status: 'error', errorType });
  expect((await invoke({ do: 'echo' })).failure).toBeUndefined();
  expect(sandboxes.created).toBe(1);
});

test('tells the function of the invocation what the caller told, and makes up what is left out', async () => {
  const { invoke } = hosted();
  const variables = answer(await invoke({ do: 'environment' }));
  expect(variables).toMatchObject({
    AWS_LAMBDA_FUNCTION_NAME: 'hello',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    HOME: '/home/sbx_user1051',
    AWS_ACCESS_KEY_ID: 'local',
  });
});
