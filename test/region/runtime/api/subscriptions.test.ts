import { expect, test } from 'vitest';
import { type Answer, openTestApi, type TestApi } from './test-api.js';

const valid = {
  schemaVersion: '2022-12-13',
  types: ['platform', 'function', 'extension'],
  buffering: { maxItems: 1000, maxBytes: 262_144, timeoutMs: 100 },
  destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080/path' },
};

async function subscribe(opened: TestApi, path: string, body: unknown): Promise<Answer> {
  const identifier = await opened.register('telemetry', 'INVOKE');
  return opened.call('PUT', path, {
    headers: { 'Lambda-Extension-Identifier': identifier },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

test.each([
  ['/2022-07-01/telemetry', valid],
  ['/2022-07-01/telemetry/', { ...valid, buffering: undefined }],
  ['/2022-07-01/telemetry', { ...valid, destination: { protocol: 'TCP', port: 9999 } }],
  ['/2020-08-15/logs', { ...valid, schemaVersion: '2020-08-15' }],
  ['/2020-08-15/logs', { ...valid, schemaVersion: undefined }],
])('%s takes %j', async (path, body) => {
  const answer = await subscribe(await openTestApi(), path, body);
  expect([answer.status, answer.text]).toEqual([200, 'OK']);
});

test.each([
  ['no json', /JSON/],
  [{ ...valid, schemaVersion: '2020-08-15' }, /^schemaVersion: /],
  [{ ...valid, types: ['functions'] }, /^types\.0: /],
  [{ ...valid, types: [] }, /^types: /],
  [{ ...valid, destination: undefined }, /^destination: /],
  [{ ...valid, destination: { protocol: 'HTTP', URI: 'sandbox' } }, /^destination\.URI: /],
  [{ ...valid, destination: { protocol: 'TCP' } }, /^destination\.port: /],
  [{ ...valid, buffering: { maxItems: 10 } }, /^buffering\.maxItems: /],
])('refuses %j', async (body, message) => {
  const answer = await subscribe(await openTestApi(), '/2022-07-01/telemetry', body);
  expect(answer.status).toBe(400);
  expect(answer.document).toEqual({
    errorType: 'ValidationError',
    errorMessage: expect.stringMatching(message),
  });
});

test('closes with init', async () => {
  const opened = await openTestApi();
  const identifier = await opened.register('telemetry', 'INVOKE');
  void opened.extensionNext(identifier).catch(() => undefined);
  void opened.next().catch(() => undefined);
  await opened.api.init;
  const answer = await opened.call('PUT', '/2022-07-01/telemetry', {
    headers: { 'Lambda-Extension-Identifier': identifier },
    body: JSON.stringify(valid),
  });
  expect([answer.status, answer.document]).toEqual([
    403,
    {
      errorMessage: 'Telemetry API subscription is closed already',
      errorType: 'Telemetry.SubscriptionClosed',
    },
  ]);
});
