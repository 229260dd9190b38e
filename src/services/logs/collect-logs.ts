/** Reads what a function has logged, all of it or the newest. */
import type { LogEvent } from '../../domain/logs/log-event.js';
import type { LogReader } from '../../ports/log-reader.js';
import { type LogRequest, type Reading, readLogs } from './read-logs.js';

export interface CollectedLogs extends Reading {
  /** In the order of their times. */
  readonly events: readonly LogEvent[];
}

/** @param limit keeps the newest, so many; everything without @throws what `LogReader.read` throws */
export async function collectLogs(
  request: LogRequest,
  logs: Pick<LogReader, 'read'>,
  limit: number | undefined,
): Promise<CollectedLogs> {
  let events: LogEvent[] = [];
  const reading = await readLogs(request, logs, async (page) => {
    events.push(...page);
    // Not after each page of what may be many: cutting copies.
    if (limit !== undefined && events.length > 2 * limit) events = events.slice(-limit);
    return true;
  });
  return { ...reading, events: limit === undefined ? events : events.slice(-limit) };
}
