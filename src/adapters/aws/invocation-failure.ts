/** Why an invocation did not bring an answer, and whether the event may have reached the function all the same. */

import { AppError } from '../../errors/app-error.js';
import type { InvocationRequest } from '../../ports/function-invoker.js';
import { readFault } from './aws-fault.js';
import { labelOf } from './lambda-call.js';
import { lambdaFailure } from './lambda-failure.js';
import { beforeSending } from './retry-policy.js';

/** `details.sent` is true where the function may be at the event. */
export function invocationFailure(
  error: unknown,
  { name, qualifier, type, patience }: InvocationRequest,
  profile: string | undefined,
): AppError {
  if (error instanceof AppError) return error;
  const label = labelOf(name, qualifier);
  const failure = lambdaFailure(withReason(error), {
    doing: `Invoking function ${label}`,
    facts: { function: name },
    profile,
  });
  const { kind, name: fault, status = 0 } = readFault(error);
  if (failure.code === 'THROTTLED') return notRun(failure);
  // Credentials that could not be fetched, for example, end before anything is sent.
  if (failure.code !== 'REMOTE_UNAVAILABLE' && failure.code !== 'INTERRUPTED') return failure;
  // Nothing is run by it, so there is nothing to be in doubt about.
  if (type === 'DryRun') return failure;
  if (beforeSending(error)) return notSent(failure);
  if (kind === 'answer' ? status < 500 || !doubtful.has(fault) : kind === 'local') return failure;
  const why =
    kind === 'aborted'
      ? 'Stopped waiting for its answer.'
      : error instanceof Error && error.name === 'TimeoutError'
        ? `No answer within ${Math.round(patience / 1000)} s.`
        : `The answer was lost: ${failure.message}`;
  return new AppError({
    code: kind === 'aborted' ? 'INTERRUPTED' : 'REMOTE_UNAVAILABLE',
    message: `${why} The event was sent to ${label}; what the function does with it goes on without lading, which does not send it again.`,
    suggestions: [`See what the function did: lading logs ${name} --since 15m`],
    details: { ...failure.details, function: name, qualifier, sent: true },
    cause: error,
  });
}

function notRun({ code, message, suggestions, details }: AppError): AppError {
  const times = typeof details.attempts === 'number' ? `, at none of ${details.attempts} attempts` : '';
  return new AppError({
    code,
    message: `${message} The function did not get the event${times}.`,
    suggestions,
    details,
  });
}

function notSent({ code, message, details }: AppError): AppError {
  return new AppError({
    code,
    message: `${message} The event was not sent.`,
    suggestions: ['Check the network, the endpoint and the region, then run it again.'],
    details,
  });
}

/** Lambda's own failures, which do not say how far the event came. The others of 5xx say that it did not. */
const doubtful = new Set([
  'ServiceException',
  'InternalFailure',
  'ServiceUnavailable',
  'Error',
  'UnknownError',
  'Unknown',
]);

/** A throttled invocation has the same text whatever was exhausted; the reason stands beside it. */
function withReason(error: unknown): unknown {
  if (!(error instanceof Error) || !('Reason' in error) || typeof error.Reason !== 'string') return error;
  error.message = `${error.message} (${error.Reason})`;
  return error;
}
