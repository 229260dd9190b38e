/** What an event came to: the answer for its caller, the words for the log and for the report. */
import { failurePayload, readReportedError } from '../../domain/invocation/failure-payload.js';
import { type Fault, runtimeExit } from '../../domain/invocation/process-exit.js';
import type { InvocationFailure } from '../../ports/function-host.js';
import type { Fatal, InitFailure } from './init-result.js';
import type { InvocationEnding, ReportedError } from './runtime-api.js';

export interface EventResult {
  readonly payload: Uint8Array;
  readonly failure?: InvocationFailure;
  /** Of the REPORT line; absent where only the function's own code said that it failed. */
  readonly status?: 'error' | 'timeout';
  /** What Lambda itself writes to the log about it. */
  readonly remark?: string;
}

/** Bytes; https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostPayloadBytes = 6_291_556;

const nothing = new Uint8Array();

/** It was answered, in whatever way. `collected`: the body of a stream; undefined when somebody else took it. */
export function answered(ending: InvocationEnding, collected: Uint8Array | undefined): EventResult {
  if (ending.kind === 'error') return reported(ending.error);
  if (ending.kind === 'too-large') return tooLarge();
  if (ending.kind === 'response') return { payload: ending.payload };
  if (ending.error) return reported(ending.error);
  if (collected === undefined) return { payload: nothing };
  return collected.length > mostPayloadBytes ? tooLarge() : { payload: collected };
}

/** `at`: milliseconds since the epoch; `seconds`: the function's timeout. */
export function timedOut(requestId: string, seconds: number, at: number): EventResult {
  const text = `Task timed out after ${seconds.toFixed(2)} seconds`;
  const message = `RequestId: ${requestId} Error: ${text}`;
  const errorType = 'Sandbox.Timedout';
  return {
    payload: failurePayload(errorType, message),
    failure: { kind: 'timeout', errorType, message },
    status: 'timeout',
    remark: `${new Date(at).toISOString()} ${requestId} ${text}`,
  };
}

/** A process of the sandbox ended in the middle. */
export function brokenOff(requestId: string, fatal: Fatal): EventResult {
  if (fatal.kind === 'extension') return faulted(requestId, 'exit', fatal.fault);
  return faulted(requestId, fatal.end.outOfMemory ? 'memory' : 'exit', runtimeExit(fatal.end));
}

/** It never came to ask for work, although init was repeated for this event. */
export function initFailed(requestId: string, failure: InitFailure): EventResult {
  const { errorType, reason, body } = failure;
  if (body === undefined) return faulted(requestId, failure.outOfMemory ? 'memory' : 'init', failure);
  return {
    payload: body,
    failure: { kind: 'init', errorType, message: reason },
    status: 'error',
    remark: `Unknown application error occurred\n${errorType}`,
  };
}

function faulted(
  requestId: string,
  kind: InvocationFailure['kind'],
  { errorType, reason }: Fault,
): EventResult {
  const message = `RequestId: ${requestId} Error: ${reason}`;
  return {
    payload: failurePayload(errorType, message),
    failure: { kind, errorType, message },
    status: 'error',
    remark: `${message}\n${errorType}`,
  };
}

function reported({ errorType, body, own }: ReportedError): EventResult {
  const read = readReportedError(errorType, body);
  if (own) return { payload: body, failure: { kind: 'response', ...read }, status: 'error' };
  return { payload: body, failure: { kind: 'function', ...read } };
}

function tooLarge(): EventResult {
  const errorType = 'Function.ResponseSizeTooLarge';
  const message = `Response payload size exceeded maximum allowed payload size (${mostPayloadBytes} bytes).`;
  return {
    payload: failurePayload(errorType, message),
    failure: { kind: 'response', errorType, message },
    status: 'error',
  };
}
