/** The record of an asynchronous invocation, as Lambda sends it to destinations. */
import type { InvocationOutcome } from '../../../ports/function-host.js';
import type { QueuedEvent } from './queued-event.js';

/** How it ended. `ZeroReservedConcurrency`: the function is switched off. */
export type InvocationEnd = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

export interface EndedInvocation {
  readonly event: QueuedEvent;
  readonly end: InvocationEnd;
  /** The last run; absent when there was none. */
  readonly run?: { readonly outcome: InvocationOutcome; readonly executedVersion: string };
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations
 * @param functionArn with the qualifier, `$LATEST` where none was named
 * @param now milliseconds since the epoch
 */
export function invocationRecord(
  { event, end, run }: EndedInvocation,
  functionArn: string,
  now: number,
): Record<string, unknown> {
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: event.id,
      functionArn,
      condition: end,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.payload),
    ...(run && {
      responseContext: {
        statusCode: 200,
        executedVersion: run.executedVersion,
        ...(run.outcome.failure && { functionError: 'Unhandled' }),
      },
      responsePayload: contentOf(run.outcome.payload),
    }),
  };
}

/** The message of a dead letter queue: the event itself, and attributes that say why it is there. */
export function deadLetterAttributes({ event, run }: EndedInvocation): Record<string, string> {
  const failure = run?.outcome.failure;
  return {
    RequestID: event.id,
    ErrorCode: run ? '200' : '429',
    ErrorMessage: (failure?.message ?? 'Rate Exceeded.').slice(0, 1024),
  };
}

/** Functions of custom runtimes may answer what is not JSON. */
function contentOf(payload: Uint8Array): unknown {
  const text = Buffer.from(payload).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Then it is shown as it is.
    return text;
  }
}
