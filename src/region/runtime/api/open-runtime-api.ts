/** Opens the Runtime API of one sandbox. */
import type { RuntimeApi, RuntimeApiOptions, RuntimeInvocation } from '../runtime-api.js';
import { extensionEndpoints } from './extension-endpoints.js';
import { createExtensionRegistry } from './extension-registry.js';
import { listenGuarded } from './guarded-listener.js';
import { createHttpFace } from './http-face.js';
import { runtimeEndpoints } from './runtime-endpoints.js';
import { createRuntimeSession } from './runtime-session.js';
import { createStartPhase } from './start-phase.js';

/**
 * Listens, and plays Lambda's part towards the runtime and the extensions of one sandbox.
 * @throws SANDBOX_FAILED when the address cannot be listened on
 */
export async function openRuntimeApi(options: RuntimeApiOptions): Promise<RuntimeApi> {
  const start = createStartPhase();
  let whenSettled: (() => void)[] = [];
  const settled = (): boolean => session.idle && registry.idle;
  const onChange = (): void => {
    if (session.started) registry.closeRegistration();
    if (!start.over && session.started && registry.ready) start.succeed();
    if (!settled()) return;
    const waiting = whenSettled;
    whenSettled = [];
    for (const resolve of waiting) resolve();
  };
  const session = createRuntimeSession(onChange);
  const registry = createExtensionRegistry(onChange);
  let fail: (failure: Awaited<RuntimeApi['extensionFailed']>) => void = () => undefined;
  const extensionFailed: RuntimeApi['extensionFailed'] = new Promise((resolve) => {
    fail = resolve;
  });
  const subscriptions: RuntimeApi['subscriptions'][number][] = [];
  const http = createHttpFace({
    ...runtimeEndpoints(session, start),
    ...extensionEndpoints({
      registry,
      start,
      about: options,
      onFailure: fail,
      onSubscription: (subscription) => subscriptions.push(subscription),
    }),
  });
  const listener = await listenGuarded(http, {
    address: options.listenAddress,
    allowed: options.allowedAddress,
    functionName: options.functionName,
  });

  return {
    port: listener.port,
    init: start.ending,
    get lateExtensions() {
      return session.started ? registry.late : [];
    },
    get extensions() {
      return registry.standings;
    },
    subscriptions,
    get reached() {
      return listener.reached;
    },
    extensionFailed,
    expectExtensions: registry.expect,
    async deliver(invocation, onStream) {
      const ending = session.deliver({ invocation, onStream });
      registry.hand('INVOKE', invokeEvent(invocation));
      return ending;
    },
    settled: () => (settled() ? Promise.resolve() : new Promise((resolve) => whenSettled.push(resolve))),
    shutDown: (reason, deadline) =>
      registry.hand('SHUTDOWN', {
        eventType: 'SHUTDOWN',
        shutdownReason: reason,
        deadlineMs: Math.round(deadline),
      }),
    close: listener.close,
  };
}

/** What extensions hear of an invocation: never the event itself. */
function invokeEvent(invocation: RuntimeInvocation): object {
  const { requestId, invokedFunctionArn, traceId, deadline } = invocation;
  return {
    eventType: 'INVOKE',
    deadlineMs: Math.round(deadline),
    requestId,
    invokedFunctionArn,
    tracing: { type: 'X-Amzn-Trace-Id', value: traceId },
  };
}
