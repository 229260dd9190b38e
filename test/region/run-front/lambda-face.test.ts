import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../runtime/hosted.js';
import { send, served } from './served.js';

/** The real client, as it would speak to AWS. */
async function strict(options: Parameters<typeof served>[1] = {}) {
  const running = await served({ face: 'lambda' }, options);
  const client = new LambdaClient({
    endpoint: running.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  const invoke = (event: object | string, more: object = {}) =>
    client.send(
      new InvokeCommand({
        FunctionName: 'function',
        Payload: Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)),
        ...more,
      }),
    );
  return { ...running, client, invoke };
}

test('an answer carries its version and, when asked for, the end of the log', async () => {
  const { invoke } = await strict();
  const answer = await invoke({ do: 'print', text: 'hello\n' }, { LogType: 'Tail' });
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toMatch(
    /START .*\nhello\nEND .*\nREPORT /s,
  );
});

test.each([
  [{ do: 'throw', type: 'TypeError', message: 'odd' }, 'TypeError'],
  [{ do: 'exit', code: 1 }, 'Runtime.ExitError'],
  [{ do: 'hang' }, 'Sandbox.Timedout'],
])('%o is a 200 that the header calls unhandled', async (event, errorType) => {
  const { invoke } = await strict({ settings: { timeout: 1 } });
  const answer = await invoke(event);
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({ errorType });
});

test('what Lambda refuses is refused in its words', async () => {
  const { invoke, url } = await strict();
  await expect(invoke('{no json')).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    $metadata: { httpStatusCode: 400 },
  });
  await expect(invoke({ do: 'echo' }, { FunctionName: 'other' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(invoke({ do: 'echo' }, { InvocationType: 'Event' })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
  const large = await send(url, `"${'x'.repeat(6_291_456)}"`);
  expect([large.status, large.headers.get('x-amzn-errortype')]).toEqual([
    413,
    'RequestEntityTooLargeException',
  ]);
});

test('its own name, its ARN and a dry run are taken', async () => {
  const { invoke } = await strict();
  const FunctionName = 'arn:aws:lambda:eu-west-1:123456789012:function:hello';
  for (const name of ['hello', FunctionName])
    expect((await invoke({ do: 'echo' }, { FunctionName: name })).StatusCode).toBe(200);
  expect((await invoke({ do: 'echo' }, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
});

test('beyond the concurrency an event is throttled', async () => {
  const { invoke, texts } = await strict();
  await invoke({ do: 'echo' });
  const first = invoke({ do: 'sleep', milliseconds: 300 });
  await until(() => texts().filter((text) => text.startsWith('START')).length === 2);
  await expect(invoke({ do: 'echo' })).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    $metadata: { httpStatusCode: 429 },
  });
  expect((await first).StatusCode).toBe(200);
});

test('an answer that is streamed comes as events, and its end says how it ended', async () => {
  const { client } = await strict();
  const stream = async (event: object) => {
    const Payload = Buffer.from(JSON.stringify(event));
    const answer = await client.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'function', Payload }),
    );
    let text = '';
    let error: string | undefined;
    for await (const { PayloadChunk, InvokeComplete } of answer.EventStream ?? []) {
      text += Buffer.from(PayloadChunk?.Payload ?? []).toString();
      error = InvokeComplete?.ErrorCode ?? error;
    }
    return { text, error };
  };
  expect(await stream({ do: 'stream', parts: ['one ', 'two'] })).toEqual({ text: 'one two' });
  expect(await stream({ do: 'stream', parts: ['one '], pause: 50, breakOff: true })).toEqual({
    text: 'one ',
    error: expect.stringMatching(/^Runtime\./),
  });
});
