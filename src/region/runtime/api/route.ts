/** Which call a method and a path are. */

/** What extensions ask. */
export type ExtensionCall =
  | 'register'
  | 'extension-next'
  | 'extension-init-error'
  | 'extension-exit-error'
  | 'logs'
  | 'telemetry';

export type RuntimeApiCall =
  | 'ping'
  | 'next'
  | 'response'
  | 'error'
  | 'init-error'
  | 'restore'
  | ExtensionCall;

export type Route =
  | { readonly kind: 'call'; readonly call: RuntimeApiCall; readonly requestId: string }
  | { readonly kind: 'wrong-method'; readonly allow: string }
  | { readonly kind: 'unknown' };

interface Endpoint {
  readonly method: string;
  readonly call: RuntimeApiCall;
}

const endpoints = new Map<string, Endpoint>([
  ['/2018-06-01/ping', { method: 'GET', call: 'ping' }],
  ['/2018-06-01/runtime/invocation/next', { method: 'GET', call: 'next' }],
  ['/2018-06-01/runtime/init/error', { method: 'POST', call: 'init-error' }],
  ['/2018-06-01/runtime/restore/next', { method: 'GET', call: 'restore' }],
  ['/2018-06-01/runtime/restore/error', { method: 'POST', call: 'restore' }],
  ['/2020-01-01/extension/register', { method: 'POST', call: 'register' }],
  ['/2020-01-01/extension/event/next', { method: 'GET', call: 'extension-next' }],
  ['/2020-01-01/extension/init/error', { method: 'POST', call: 'extension-init-error' }],
  ['/2020-01-01/extension/exit/error', { method: 'POST', call: 'extension-exit-error' }],
  ['/2020-08-15/logs', { method: 'PUT', call: 'logs' }],
  ['/2022-07-01/telemetry', { method: 'PUT', call: 'telemetry' }],
  // The reference writes them with a slash at the end.
  ['/2020-08-15/logs/', { method: 'PUT', call: 'logs' }],
  ['/2022-07-01/telemetry/', { method: 'PUT', call: 'telemetry' }],
]);
const ofInvocation = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** The call that a request is; the query is ignored. `requestId` is empty for calls that have none. */
export function routeOf(method: string, target: string): Route {
  const [path = ''] = target.split('?', 1);
  const endpoint = endpoints.get(path);
  if (endpoint) return allowed(method, endpoint, '');
  const [, requestId, call] = ofInvocation.exec(path) ?? [];
  if (!requestId) return { kind: 'unknown' };
  return allowed(method, { method: 'POST', call: call as 'response' | 'error' }, requestId);
}

function allowed(method: string, endpoint: Endpoint, requestId: string): Route {
  if (method !== endpoint.method) return { kind: 'wrong-method', allow: endpoint.method };
  return { kind: 'call', call: endpoint.call, requestId };
}
