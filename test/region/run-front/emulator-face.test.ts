import { expect, test } from 'vitest';
import { until } from '../runtime/hosted.js';
import { send, served } from './served.js';

test('an answer is a 200 with the bytes that the function gave, called a text as Go does', async () => {
  const { url } = await served({});
  const response = await send(url, { do: 'echo', value: 1 });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await response.json()).toMatchObject({ value: 1 });
});

test('a function that fails is a 200 without a header that says so', async () => {
  const { url } = await served({});
  const response = await send(url, { do: 'throw', type: 'TypeError', message: 'odd' });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-amz-function-error')).toBeNull();
  expect(await response.json()).toEqual({ errorType: 'TypeError', errorMessage: 'odd', stackTrace: [] });
});

test('a function that runs out of time is a 200 with a text', async () => {
  const { url } = await served({}, { settings: { timeout: 1 } });
  const response = await send(url, { do: 'hang' });
  expect([response.status, await response.text()]).toEqual([200, 'Task timed out after 1.00 seconds']);
});

test('a process that ends is a 502 with the words of Lambda', async () => {
  const { url } = await served({});
  const response = await send(url, { do: 'exit', code: 7 });
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/Runtime exited with error: exit status 7$/),
  });
});

test('a function that cannot start is a 502, and the same again with the next event', async () => {
  const settings = { environment: { STARTUP: JSON.stringify({ error: 'Setup.Missing' }) } };
  const { url } = await served({}, { settings });
  for (const _ of [1, 2]) {
    const response = await send(url, {});
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ errorType: 'Setup.Missing' });
  }
});

test('while it is busy the answer is 400 without a body', async () => {
  const { url, host, texts } = await served({});
  await host.warm(new AbortController().signal);
  const first = send(url, { do: 'sleep', milliseconds: 300 });
  await until(() => texts().some((text) => text.startsWith('START')));
  const second = await send(url, { do: 'echo' });
  expect([second.status, await second.text()]).toEqual([400, '']);
  expect((await first).status).toBe(200);
});

test('any method counts as POST, and the name of the function works as well', async () => {
  const { url } = await served({});
  const put = await send(url, { do: 'echo' }, { method: 'PUT' });
  const path = '/2015-03-31/functions/hello/invocations';
  const named = await fetch(`${url}${path}`, { method: 'POST', body: '{"do":"echo"}' });
  expect([put.status, named.status]).toEqual([200, 200]);
});

test.each(['/', '/2015-03-31/functions/other/invocations', '/2015-03-31/functions/function'])(
  '%s is not found, in the words of Go',
  async (path) => {
    const { url } = await served({});
    const response = await fetch(`${url}${path}`, { method: 'POST', body: '{}' });
    expect([response.status, await response.text()]).toEqual([404, '404 page not found\n']);
  },
);

test('client context and trace reach the function; a context that is not base64 is a 500', async () => {
  const { url, host } = await served({});
  let seen: unknown;
  const { invoke } = host;
  Object.assign(host, {
    invoke: (...asked: Parameters<typeof invoke>) => {
      seen = asked[0];
      return invoke(...asked);
    },
  });
  const clientContext = JSON.stringify({ custom: { é: 1 } });
  const headers = {
    'X-Amz-Client-Context': Buffer.from(clientContext).toString('base64'),
    'X-Amzn-Trace-Id': 'Root=1-2-3',
    'X-Amz-Tenant-Id': 'blue',
  };
  await send(url, { do: 'echo' }, { headers });
  expect(seen).toMatchObject({ clientContext, traceId: 'Root=1-2-3', tenantId: 'blue' });
  const wrong = await send(url, { do: 'echo' }, { headers: { 'X-Amz-Client-Context': '{no}' } });
  expect(wrong.status).toBe(500);
});

test('what this machine prevents is a 500 that says why, and told', async () => {
  const { url, errors, close } = await served({});
  await close();
  const response = await send(url, { do: 'echo' });
  expect([response.status, await response.text()]).toEqual([
    500,
    expect.stringMatching(/^INTERRUPTED: Stopped/),
  ]);
  expect(errors).toHaveLength(1);
});
