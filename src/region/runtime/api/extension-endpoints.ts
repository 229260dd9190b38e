/** The calls of an extension: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html */
import type { RuntimeApi, RuntimeApiOptions } from '../runtime-api.js';
import type { Endpoint, Endpoints } from './exchange.js';
import { extensionIdentifier } from './extension-header.js';
import type { ExtensionRegistry } from './extension-registry.js';
import { answerAccepted, answerJson } from './json-answer.js';
import { parseRegistration } from './parse-registration.js';
import { Refusal } from './refusal.js';
import type { ExtensionCall } from './route.js';
import type { StartPhase } from './start-phase.js';
import { createSubscription } from './subscription.js';
import { wholeReport } from './whole-report.js';

export interface ExtensionEndpointDeps {
  readonly registry: ExtensionRegistry;
  readonly start: StartPhase;
  /** Hears of subscriptions that were taken. */
  readonly onSubscription: (subscription: RuntimeApi['subscriptions'][number]) => void;
  readonly about: Pick<RuntimeApiOptions, 'account' | 'functionName' | 'functionVersion' | 'handler'>;
  /** Hears of an error after init. */
  readonly onFailure: (failure: Awaited<RuntimeApi['extensionFailed']>) => void;
}

/** Their endpoints over one registry. */
export function extensionEndpoints(deps: ExtensionEndpointDeps): Pick<Endpoints, ExtensionCall> {
  const { registry } = deps;
  return {
    register: register(deps),
    'extension-next'({ request, response }) {
      registry.next(extensionIdentifier(request), response);
    },
    'extension-init-error': failure(deps, 'init-error'),
    'extension-exit-error': failure(deps, 'exit-error'),
    logs: createSubscription('logs', deps),
    telemetry: createSubscription('telemetry', deps),
  };
}

function register({ registry, about }: ExtensionEndpointDeps): Endpoint {
  return async ({ request, response }) => {
    const name = request.headers['lambda-extension-name'];
    if (typeof name !== 'string' || name === '')
      throw new Refusal(403, 'Extension.InvalidExtensionName', 'Empty extension name');
    const identifier = registry.register(name, parseRegistration(await wholeReport(request)));
    const features = String(request.headers['lambda-extension-accept-feature'] ?? '').split(',');
    const account = features.some((feature) => feature.trim() === 'accountId');
    const { functionName, functionVersion, handler } = about;
    answerJson(
      response,
      200,
      { ...(account && { accountId: about.account }), functionName, functionVersion, handler },
      { 'Lambda-Extension-Identifier': identifier },
    );
  };
}

function failure(deps: ExtensionEndpointDeps, action: 'init-error' | 'exit-error'): Endpoint {
  return async ({ request, response }) => {
    const { registry, start, onFailure } = deps;
    const identifier = extensionIdentifier(request);
    const errorType = request.headers['lambda-extension-function-error-type'];
    if (typeof errorType !== 'string' || errorType === '')
      throw new Refusal(403, 'Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found');
    const name = registry.nameOf(identifier);
    const error = { errorType, body: await wholeReport(request) };
    const first = registry.fail(identifier, action, errorType);
    if (first && !start.over) start.fail({ kind: 'error', error, extension: name });
    else if (first) onFailure({ name, error });
    answerAccepted(response);
  };
}
