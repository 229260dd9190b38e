/** Reads the events of a time, page by page. */
import type { LogEvent } from '../../domain/logs/log-event.js';
import { isChosenStream } from '../../domain/logs/log-stream-name.js';
import type { LogQuery, LogReader } from '../../ports/log-reader.js';
import type { LogTarget } from './log-target.js';

/** What of a function's log is wanted. */
export interface LogRequest {
  readonly target: LogTarget;
  /** In the syntax of CloudWatch Logs. */
  readonly pattern?: string;
  readonly streamPrefix?: string;
  /** Milliseconds since the epoch, as the end. */
  readonly since: number;
  readonly until?: number;
}

export interface Reading {
  /** The log group exists. */
  readonly found: boolean;
  /** Answers that it took. */
  readonly pages: number;
  /** Events that were handed over. */
  readonly count: number;
}

/** Where events go. False when nobody reads them any more. */
export type TakeEvents = (events: readonly LogEvent[]) => Promise<boolean>;

/**
 * Hands over the chosen events of each page, in order; also of empty ones. Stops when nobody reads any more.
 * @throws what `LogReader.read` throws
 */
export async function readLogs(
  request: LogRequest,
  logs: Pick<LogReader, 'read'>,
  take: TakeEvents,
): Promise<Reading> {
  const query = queryOf(request);
  const { since, until } = request;
  const range = { since, ...(until !== undefined && { until }) };
  let next: string | undefined;
  let pages = 0;
  let count = 0;
  do {
    const page = await logs.read(query, range, next);
    if (!page) return { found: false, pages, count };
    pages += 1;
    const events = chosen(page.events, request.target);
    count += events.length;
    if (!(await take(events))) break;
    next = page.next;
  } while (next !== undefined);
  return { found: true, pages, count };
}

export function queryOf({ target, pattern, streamPrefix }: LogRequest): LogQuery {
  return {
    logGroup: target.logGroup,
    logGroupArn: target.logGroupArn,
    ...(pattern !== undefined && { pattern }),
    ...(streamPrefix !== undefined && { streamPrefix }),
  };
}

/** Those of the function and of the versions asked for: requests cannot say that. */
export function chosen(events: readonly LogEvent[], { choice }: LogTarget): readonly LogEvent[] {
  return events.filter(({ stream }) => isChosenStream(stream, choice));
}
