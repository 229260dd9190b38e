/** Gives an event what its caller left out. */
import { randomBytes, randomUUID } from 'node:crypto';
import { functionArn, unsampledTrace } from '../../domain/invocation/invocation-identity.js';
import type { FunctionEvent, HostedFunction } from '../../ports/function-host.js';
import type { RuntimeInvocation } from './runtime-api.js';

/** The deadline is known only once a sandbox is ready for it. */
export type IdentifiedEvent = Omit<RuntimeInvocation, 'deadline'>;

/** A new request id, the function's own ARN and a trace that nobody samples, unless they are given. */
export function identifyEvent(event: FunctionEvent, hosted: HostedFunction): IdentifiedEvent {
  return {
    ...event,
    requestId: event.requestId ?? randomUUID(),
    invokedFunctionArn: event.invokedFunctionArn ?? functionArn(hosted),
    traceId: event.traceId ?? unsampledTrace(Date.now(), randomBytes(20).toString('hex')),
  };
}
