import { expect, test } from 'vitest';
import { invocation, openTestApi, runtimePath } from './test-api.js';

const invalidId = { errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' };

test('a response before any event', async () => {
  const { respond } = await openTestApi();
  const answer = await respond('r-1', '{}');
  expect([answer.status, answer.document]).toEqual([400, invalidId]);
});

test('a response to another event, which leaves the right one open', async () => {
  const { api, call, next, respond } = await openTestApi();
  const event = next();
  await api.init;
  const ending = api.deliver(invocation('r-1'));
  await event;
  expect((await respond('r-2', '{}')).document).toEqual(invalidId);
  const error = await call('POST', `${runtimePath}/invocation/r-2/error`, { body: '{}' });
  expect([error.status, error.document]).toEqual([400, invalidId]);
  expect((await respond('r-1', '1')).status).toBe(202);
  expect(await ending).toEqual({ kind: 'response', payload: Buffer.from('1') });
});

test('a second response or error to the same event', async () => {
  const { api, call, next, respond } = await openTestApi();
  const event = next();
  await api.init;
  void api.deliver(invocation('r-1'));
  await event;
  await respond('r-1', '1');
  const again = await respond('r-1', '2');
  expect([again.status, again.document]).toEqual([
    403,
    {
      errorMessage:
        'State transition from RuntimeResponseSentState to InvocationResponse failed for runtime. Error: State transition is not allowed',
      errorType: 'InvalidStateTransition',
    },
  ]);
  const error = await call('POST', `${runtimePath}/invocation/r-1/error`, { body: '{}' });
  expect([error.status, error.document]).toMatchObject([403, { errorType: 'InvalidStateTransition' }]);
});

test('an error of init when init is over', async () => {
  const { api, call, next } = await openTestApi();
  void next().catch(() => undefined);
  await api.init;
  const answer = await call('POST', `${runtimePath}/init/error`, { body: '{}' });
  expect([answer.status, answer.document]).toEqual([
    403,
    {
      errorMessage:
        'State transition from Ready to InitError failed for runtime. Error: State transition is not allowed',
      errorType: 'InvalidStateTransition',
    },
  ]);
});

test('a response mode that does not exist ends the invocation', async () => {
  const { api, next, respond } = await openTestApi();
  const event = next();
  await api.init;
  const ending = api.deliver(invocation('r-1'));
  await event;
  const answer = await respond('r-1', '{}', {
    headers: { 'Lambda-Runtime-Function-Response-Mode': 'buffered' },
  });
  expect([answer.status, answer.document]).toEqual([
    400,
    { errorMessage: 'Invalid function response mode', errorType: 'InvalidFunctionResponseMode' },
  ]);
  expect(await ending).toMatchObject({
    kind: 'error',
    error: { errorType: 'Runtime.InvalidResponseModeHeader' },
  });
});

test('paths that do not exist and methods that are not allowed', async () => {
  const { call } = await openTestApi();
  const unknown = await call('GET', '/2018-06-01/runtime/nothing');
  expect([unknown.status, unknown.document]).toMatchObject([404, { errorType: 'NotFound' }]);
  const method = await call('POST', `${runtimePath}/invocation/next`);
  expect([method.status, method.headers.allow]).toEqual([405, 'GET']);
  const restore = await call('GET', `${runtimePath}/restore/next`);
  expect([restore.status, restore.document]).toMatchObject([404, { errorType: 'NotFound' }]);
});

test('what is no HTTP', async () => {
  const { raw } = await openTestApi();
  const socket = raw();
  socket.end('HELLO\r\n\r\n');
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  expect(text).toContain('HTTP/1.1 400 Bad Request');
  expect(text).toContain('"errorType":"InvalidRequestFormat"');
});
