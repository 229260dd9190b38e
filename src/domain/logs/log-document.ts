/** What `lading logs` prints with --json. */
import type { LogEvent } from './log-event.js';
import { createRequestTracker } from './request-tracker.js';

/** One event; with `--follow` one on each line. */
export interface LogDocument {
  /** When the function wrote it: ISO 8601, UTC. */
  timestamp: string;
  /** When CloudWatch Logs had it. */
  ingestedAt: string;
  stream: string;
  /** Of the invocation that it belongs to, as far as that can be told. */
  requestId: string | null;
  /** As it was written, with its end of line. */
  message: string;
}

export interface LogsResult {
  function: string;
  logGroup: string;
  /** Without one the function has not run yet, or may not write logs. */
  logGroupExists: boolean;
  events: LogDocument[];
}

export function logDocument(
  { at, ingestedAt, stream, message }: LogEvent,
  requestId: string | undefined,
): LogDocument {
  return {
    timestamp: new Date(at).toISOString(),
    ingestedAt: new Date(ingestedAt).toISOString(),
    stream,
    requestId: requestId ?? null,
    message,
  };
}

export function logsResult(
  { logGroup, choice }: { readonly logGroup: string; readonly choice: { readonly functionName: string } },
  { found, events }: { readonly found: boolean; readonly events: readonly LogEvent[] },
): LogsResult {
  const requestOf = createRequestTracker();
  return {
    function: choice.functionName,
    logGroup,
    logGroupExists: found,
    events: events.map((event) => logDocument(event, requestOf(event))),
  };
}
