import { expect, test } from 'vitest';
import { extensionPath, invocation, openTestApi, type TestApi } from './test-api.js';

async function within(promise: Promise<unknown>): Promise<'settled' | 'pending'> {
  const pending = new Promise<'pending'>((resolve) => setTimeout(resolve, 50, 'pending'));
  return Promise.race([promise.then(() => 'settled' as const), pending]);
}

function registerCall(opened: TestApi, name: string, body: string, more: Record<string, string> = {}) {
  return opened.call('POST', `${extensionPath}/register`, {
    headers: { ...(name && { 'Lambda-Extension-Name': name }), ...more },
    body,
  });
}

test('registers, and says what it runs beside', async () => {
  const opened = await openTestApi();
  opened.api.expectExtensions(['telemetry.sh']);
  const answer = await registerCall(opened, 'telemetry.sh', '{"events":["INVOKE","SHUTDOWN"]}');
  expect(answer.status).toBe(200);
  expect(answer.headers['lambda-extension-identifier']).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.document).toEqual({
    functionName: 'thumbnails',
    functionVersion: '$LATEST',
    handler: 'app.handler',
  });
  const inside = await registerCall(opened, 'inside', '{"events":["INVOKE"]}', {
    'Lambda-Extension-Accept-Feature': 'other, accountId',
  });
  expect(inside.document).toMatchObject({ accountId: '123456789012', handler: 'app.handler' });
});

test('init waits for the runtime, for expected extensions and for those that registered', async () => {
  const opened = await openTestApi();
  opened.api.expectExtensions(['expected']);
  const inside = await opened.register('inside', 'INVOKE');
  void opened.next().catch(() => undefined);
  expect(await within(opened.api.init)).toBe('pending');
  const expected = await opened.register('expected', 'SHUTDOWN');
  void opened.extensionNext(expected).catch(() => undefined);
  expect(await within(opened.api.init)).toBe('pending');
  void opened.extensionNext(inside).catch(() => undefined);
  expect(await opened.api.init).toEqual({ kind: 'ready' });
});

test('hands INVOKE to those that take it, and settles when they are done', async () => {
  const opened = await openTestApi();
  const { api } = opened;
  opened.api.expectExtensions(['both', 'end']);
  const both = await opened.register('both', 'INVOKE', 'SHUTDOWN');
  const end = await opened.register('end', 'SHUTDOWN');
  const invoked = opened.extensionNext(both);
  const shut = opened.extensionNext(end);
  const event = opened.next();
  await api.init;
  const ending = api.deliver(invocation('r-1'));
  const told = await invoked;
  expect(told.headers['lambda-extension-event-identifier']).toMatch(/^[0-9a-f-]{36}$/);
  expect(told.document).toEqual({
    eventType: 'INVOKE',
    deadlineMs: 1_900_000_000_000,
    requestId: 'r-1',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:thumbnails:live',
    tracing: {
      type: 'X-Amzn-Trace-Id',
      value: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
    },
  });
  await event;
  await opened.respond('r-1', '1');
  await ending;
  void opened.next().catch(() => undefined);
  expect(await within(api.settled())).toBe('pending');
  const later = opened.extensionNext(both);
  await api.settled();

  expect(api.shutDown('timeout', 1_900_000_002_000).toSorted()).toEqual(['both', 'end']);
  for (const call of [later, shut])
    expect((await call).document).toEqual({
      eventType: 'SHUTDOWN',
      shutdownReason: 'timeout',
      deadlineMs: 1_900_000_002_000,
    });
});

test('SHUTDOWN reaches an extension that is at work once it asks', async () => {
  const opened = await openTestApi();
  opened.api.expectExtensions(['slow']);
  const slow = await opened.register('slow', 'SHUTDOWN');
  expect(opened.api.shutDown('failure', 1)).toEqual(['slow']);
  expect((await opened.extensionNext(slow)).document).toMatchObject({ shutdownReason: 'failure' });
});

test('registration closes with init for all but the expected', async () => {
  const opened = await openTestApi();
  opened.api.expectExtensions(['late']);
  void opened.next().catch(() => undefined);
  await expect
    .poll(async () => (await registerCall(opened, 'inside', '{"events":[]}')).text)
    .toContain('Extension.RegistrationClosed');
  expect((await registerCall(opened, 'late', '{"events":["INVOKE"]}')).status).toBe(200);
});

test.each([
  ['', '{"events":[]}', 'Extension.InvalidExtensionName', 'Empty extension name'],
  ['a', 'no json', 'InvalidRequestFormat', /JSON/],
  ['a', '{"events":"INVOKE"}', 'InvalidRequestFormat', /events/],
  ['a', '{"configurationKeys":["X"]}', 'InvalidRequestFormat', /deprecated/],
  ['a', '{"events":["START"]}', 'Extension.InvalidEventType', 'START: ErrorInvalidEventType'],
  [
    'a',
    '{"events":["SHUTDOWN"]}',
    'Extension.InvalidEventType',
    'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension',
  ],
])('refuses to register %s with %s', async (name, body, errorType, message) => {
  const answer = await registerCall(await openTestApi(), name, body);
  expect(answer.status).toBe(403);
  expect(answer.document).toEqual({ errorType, errorMessage: expect.stringMatching(message) });
});

test('refuses an extension that registered already', async () => {
  const opened = await openTestApi();
  opened.api.expectExtensions(['outside']);
  await opened.register('inside');
  await opened.register('outside');
  expect((await registerCall(opened, 'inside', '{}')).document).toEqual({
    errorMessage: 'Extension with this name already registered',
    errorType: 'Extension.InvalidExtensionState',
  });
  expect((await registerCall(opened, 'outside', '{}')).document).toEqual({
    errorMessage:
      'State transition from Registered to Registered failed for extension outside. Error: State transition is not allowed',
    errorType: 'Extension.InvalidExtensionState',
  });
});

test('refuses the eleventh', async () => {
  const opened = await openTestApi();
  for (let count = 0; count < 10; count += 1) await opened.register(`inside-${count}`);
  expect((await registerCall(opened, 'one-more', '{}')).document).toEqual({
    errorMessage: 'Extension limit (10) reached',
    errorType: 'Extension.TooManyExtensions',
  });
});

const unknown = '8476a536-e9f4-11e8-9739-2dfe598c3fcd';
test.each([
  ['GET', '/2020-01-01/extension/event/next'],
  ['POST', '/2020-01-01/extension/init/error'],
  ['POST', '/2020-01-01/extension/exit/error'],
  ['PUT', '/2020-08-15/logs'],
  ['PUT', '/2022-07-01/telemetry'],
])('%s %s refuses callers that it does not know', async (method, path) => {
  const { call } = await openTestApi();
  const types = [];
  for (const identifier of [undefined, 'me', unknown]) {
    const headers = {
      'Lambda-Extension-Function-Error-Type': 'X',
      ...(identifier && { 'Lambda-Extension-Identifier': identifier }),
    };
    const { status, document } = await call(method, path, {
      headers,
      ...(method !== 'GET' && { body: '{}' }),
    });
    types.push([status, (document as { errorType: string }).errorType]);
  }
  expect(types).toEqual([
    [403, 'Extension.MissingExtensionIdentifier'],
    [403, 'Extension.InvalidExtensionIdentifier'],
    [403, 'Extension.UnknownExtensionIdentifier'],
  ]);
});

test('an error of an extension during init ends init and names it', async () => {
  const opened = await openTestApi();
  const identifier = await opened.register('metrics', 'INVOKE');
  const headers = { 'Lambda-Extension-Identifier': identifier };
  const missing = await opened.call('POST', `${extensionPath}/init/error`, { headers });
  expect([missing.status, missing.document]).toMatchObject([403, { errorType: 'Extension.MissingHeader' }]);
  const answer = await opened.call('POST', `${extensionPath}/init/error`, {
    headers: { ...headers, 'Lambda-Extension-Function-Error-Type': 'Extension.NoKey' },
    body: '{"errorMessage":"no key"}',
  });
  expect([answer.status, answer.document]).toEqual([202, { status: 'OK' }]);
  expect(await opened.api.init).toEqual({
    kind: 'error',
    extension: 'metrics',
    error: { errorType: 'Extension.NoKey', body: Buffer.from('{"errorMessage":"no key"}') },
  });
  expect((await opened.extensionNext(identifier)).document).toMatchObject({
    errorType: 'Extension.InvalidExtensionState',
  });
});

test('an error of an extension after init is told once, and nobody waits for it', async () => {
  const opened = await openTestApi();
  const identifier = await opened.register('metrics', 'INVOKE');
  const told = opened.extensionNext(identifier);
  const event = opened.next();
  await opened.api.init;
  void opened.api.deliver(invocation('r-1'));
  await told;
  for (const type of ['Extension.First', 'Extension.Second']) {
    const answer = await opened.call('POST', `${extensionPath}/exit/error`, {
      headers: {
        'Lambda-Extension-Identifier': identifier,
        'Lambda-Extension-Function-Error-Type': type,
      },
    });
    expect(answer.status).toBe(202);
  }
  expect(await opened.api.extensionFailed).toEqual({
    name: 'metrics',
    error: { errorType: 'Extension.First', body: Buffer.alloc(0) },
  });
  await event;
  await opened.respond('r-1', '1');
  void opened.next().catch(() => undefined);
  await opened.api.settled();
});
