import { expect, test } from 'vitest';
import { invocation, openTestApi, runtimePath, type TestApi } from './test-api.js';

async function ready(): Promise<TestApi & { readonly first: ReturnType<TestApi['next']> }> {
  const opened = await openTestApi();
  const first = opened.next();
  expect(await opened.api.init).toEqual({ kind: 'ready' });
  return { ...opened, first };
}

test('hands out an event with all headers and takes the response', async () => {
  const { api, first, respond } = await ready();
  const ending = api.deliver(
    invocation('r-1', {
      payload: Buffer.from('{"grün":1}'),
      deadline: 1_900_000_000_000.4,
      clientContext: '{"client":\n"Müller"}',
      cognitoIdentity: '{"cognitoIdentityId":"i"}',
      tenantId: 'blue',
    }),
  );
  const event = await first;
  expect(event.status).toBe(200);
  expect(event.document).toEqual({ grün: 1 });
  expect(event.headers).toMatchObject({
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': 'r-1',
    'lambda-runtime-deadline-ms': '1900000000000',
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:thumbnails:live',
    'lambda-runtime-trace-id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
    'lambda-runtime-cognito-identity': '{"cognitoIdentityId":"i"}',
    'lambda-runtime-aws-tenant-id': 'blue',
  });
  const context = Buffer.from(String(event.headers['lambda-runtime-client-context']), 'latin1');
  expect(context.toString('utf8')).toBe('{"client": "Müller"}');

  const answer = await respond('r-1', '{"done":true}');
  expect([answer.status, answer.document]).toEqual([202, { status: 'OK' }]);
  expect(await ending).toEqual({ kind: 'response', payload: Buffer.from('{"done":true}') });
});

test('leaves out headers that have nothing to say', async () => {
  const { api, first } = await ready();
  void api.deliver(invocation('r-1', { traceId: '' }));
  const names = Object.keys((await first).headers).filter((name) => name.startsWith('lambda-'));
  expect(names.sort()).toEqual([
    'lambda-runtime-aws-request-id',
    'lambda-runtime-deadline-ms',
    'lambda-runtime-invoked-function-arn',
  ]);
});

test('fifty events one after another, none lost or mixed up, over one connection', async () => {
  const { api, call, next, respond } = await openTestApi();
  const runtime = (async () => {
    for (let count = 0; count < 50; count += 1) {
      const event = await next();
      const id = String(event.headers['lambda-runtime-aws-request-id']);
      await respond(id, `answer to ${event.text}`);
    }
    return call('GET', '/2018-06-01/ping');
  })();
  await api.init;
  for (let count = 0; count < 50; count += 1) {
    const ending = await api.deliver(invocation(`r-${count}`));
    const text = ending.kind === 'response' ? Buffer.from(ending.payload).toString() : ending.kind;
    expect(text).toBe(`answer to {"id":"r-${count}"}`);
  }
  expect((await runtime).text).toBe('pong');
});

test('settles when the runtime asks again', async () => {
  const { api, first, next, respond } = await ready();
  const ending = api.deliver(invocation('r-1'));
  await first;
  await respond('r-1', '1');
  await ending;
  let settled = false;
  const settling = api.settled().then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(settled).toBe(false);
  void next().catch(() => undefined);
  await settling;
  await api.settled();
});

test('keeps an event for a runtime that has not asked again yet', async () => {
  const { api, first, next, respond } = await ready();
  void api.deliver(invocation('r-1'));
  await first;
  await respond('r-1', '1');
  const second = api.deliver(invocation('r-2'));
  expect((await next()).headers['lambda-runtime-aws-request-id']).toBe('r-2');
  await respond('r-2', '2');
  expect(await second).toEqual({ kind: 'response', payload: Buffer.from('2') });
});

test('is misused loudly: two events at once, or one before init', async () => {
  const { api, next } = await openTestApi();
  await expect(api.deliver(invocation('r-0'))).rejects.toThrow('has not asked for work');
  void next().catch(() => undefined);
  await api.init;
  void api.deliver(invocation('r-1'));
  await expect(api.deliver(invocation('r-2'))).rejects.toThrow('on its way already: r-1');
});

test('takes the error of an invocation as it was sent', async () => {
  const { api, call, first } = await ready();
  const ending = api.deliver(invocation('r-1'));
  await first;
  const body = '{"errorMessage":"no such bucket","errorType":"NoSuchBucket","stackTrace":["app.js:3"]}';
  const answer = await call('POST', `${runtimePath}/invocation/r-1/error`, {
    headers: {
      'Lambda-Runtime-Function-Error-Type': 'Function.NoSuchBucket',
      'Lambda-Runtime-Function-XRay-Error-Cause': JSON.stringify({ message: 'x'.repeat(100_000) }),
    },
    body,
  });
  expect([answer.status, answer.document]).toEqual([202, { status: 'OK' }]);
  expect(await ending).toEqual({
    kind: 'error',
    error: { errorType: 'Function.NoSuchBucket', body: Buffer.from(body) },
  });
});

test.each([
  ['{"errorType":"Inside"}', 'Inside'],
  ['not json', 'Function.Unknown'],
  ['', 'Function.Unknown'],
])('an error without a type in the header: %s', async (body, errorType) => {
  const { api, call, first } = await ready();
  const ending = api.deliver(invocation('r-1'));
  await first;
  await call('POST', `${runtimePath}/invocation/r-1/error`, { body });
  expect(await ending).toEqual({ kind: 'error', error: { errorType, body: Buffer.from(body) } });
});

test.each([
  ['{"errorMessage":"m","errorType":"T","errorCause":{"secret":1}}', '{"errorMessage":"m","errorType":"T"}'],
  ['[', '"Invalid error body"'],
])('the cause for X-Ray does not reach the caller: %s', async (sent, kept) => {
  const { api, call, first } = await ready();
  const ending = api.deliver(invocation('r-1'));
  await first;
  await call('POST', `${runtimePath}/invocation/r-1/error`, {
    headers: { 'Content-Type': 'application/vnd.aws.lambda.error.cause+json' },
    body: sent,
  });
  expect(await ending).toMatchObject({ kind: 'error', error: { body: Buffer.from(kept) } });
});

test('reports an error during init, after which nothing is allowed', async () => {
  const { api, call, next } = await openTestApi();
  const answer = await call('POST', `${runtimePath}/init/error`, {
    headers: { 'Lambda-Runtime-Function-Error-Type': 'Runtime.ImportModuleError' },
    body: '{"errorMessage":"Cannot find module","errorType":"Runtime.ImportModuleError"}',
  });
  expect(answer.status).toBe(202);
  expect(await api.init).toMatchObject({
    kind: 'error',
    error: { errorType: 'Runtime.ImportModuleError' },
  });
  expect((await next()).document).toEqual({
    errorMessage:
      'State transition from InitError to Ready failed for runtime. Error: State transition is not allowed',
    errorType: 'InvalidStateTransition',
  });
});

test('a response of exactly the limit passes, one byte more does not', async () => {
  const { api, first, next, respond } = await ready();
  const limit = 6_291_556;
  const fits = api.deliver(invocation('r-1'));
  await first;
  expect((await respond('r-1', Buffer.alloc(limit, 'x'))).status).toBe(202);
  const ending = await fits;
  expect(ending.kind === 'response' && ending.payload.byteLength).toBe(limit);

  const second = next();
  const over = api.deliver(invocation('r-2'));
  await second;
  const refused = await respond('r-2', Buffer.alloc(limit + 1, 'x'));
  expect([refused.status, refused.document]).toEqual([
    413,
    {
      errorMessage: 'Exceeded maximum allowed payload size (6291556 bytes).',
      errorType: 'RequestEntityTooLarge',
    },
  ]);
  expect(await over).toEqual({ kind: 'too-large', bytes: limit + 1 });

  const third = next();
  void api.deliver(invocation('r-3'));
  expect((await third).status).toBe(200);
});
