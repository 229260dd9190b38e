import { expect, test } from 'vitest';
import { routeOf } from '../../../../src/region/runtime/api/route.js';

test.each([
  ['GET', '/2018-06-01/ping', 'ping', ''],
  ['GET', '/2018-06-01/runtime/invocation/next', 'next', ''],
  ['GET', '/2018-06-01/runtime/invocation/next?x=1', 'next', ''],
  ['POST', '/2018-06-01/runtime/invocation/8476a536-e9f4/response', 'response', '8476a536-e9f4'],
  ['POST', '/2018-06-01/runtime/invocation/8476a536-e9f4/error', 'error', '8476a536-e9f4'],
  ['POST', '/2018-06-01/runtime/init/error', 'init-error', ''],
  ['GET', '/2018-06-01/runtime/restore/next', 'restore', ''],
  ['POST', '/2018-06-01/runtime/restore/error', 'restore', ''],
  ['POST', '/2020-01-01/extension/register', 'register', ''],
  ['GET', '/2020-01-01/extension/event/next', 'extension-next', ''],
  ['POST', '/2020-01-01/extension/init/error', 'extension-init-error', ''],
  ['POST', '/2020-01-01/extension/exit/error', 'extension-exit-error', ''],
  ['PUT', '/2020-08-15/logs', 'logs', ''],
  ['PUT', '/2022-07-01/telemetry/', 'telemetry', ''],
])('%s %s', (method, target, call, requestId) => {
  expect(routeOf(method, target)).toEqual({ kind: 'call', call, requestId });
});

test.each([
  ['POST', '/2018-06-01/runtime/invocation/next', 'GET'],
  ['GET', '/2018-06-01/runtime/invocation/x/response', 'POST'],
  ['POST', '/2022-07-01/telemetry', 'PUT'],
])('%s %s is the wrong method', (method, target, allow) => {
  expect(routeOf(method, target)).toEqual({ kind: 'wrong-method', allow });
});

test.each([
  '/',
  '/2018-06-01',
  '/2018-06-01/runtime/invocation/a/b/response',
  '/2018-06-01/runtime/invocation//response',
  '/2015-03-31/functions/function/invocations',
  '/2021-04-23/credentials',
])('%s is no call', (target) => {
  expect(routeOf('GET', target)).toEqual({ kind: 'unknown' });
});
