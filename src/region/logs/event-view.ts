/** What readers see of the events of a log group: in a range of time, not older than its retention, under ids that sort. */
import type { EventEntry } from './event-files.js';
import type { LogGroup } from './log-group.js';
import type { LogStream } from './log-stream.js';
import { type LogsDeps, unsupportedClass } from './logs-deps.js';

/** Milliseconds since the epoch. */
export interface TimeRange {
  readonly from?: number | undefined;
  /** Not included. */
  readonly until?: number | undefined;
}

const day = 24 * 60 * 60 * 1000;
const idLength = 56;

/** By time, those of one time in order of arrival. Retention is not enforced on disk: what is too old is not shown. */
export function visibleEntries(
  deps: LogsDeps,
  group: LogGroup,
  stream: LogStream,
  { from = 0, until = Number.POSITIVE_INFINITY }: TimeRange,
): readonly EventEntry[] {
  const entries = deps.events.files.entries(stream.number);
  return entries.slice(
    placeOf(entries, Math.max(from, oldestKept(group, deps.clock()))),
    placeOf(entries, until),
  );
}

/** Milliseconds since the epoch: older events have expired. */
export function oldestKept({ retention }: LogGroup, now: number): number {
  return retention === undefined ? 0 : now - retention * day;
}

/** Only standard log groups can be read event by event. @throws WireError InvalidOperationException 400 */
export function requireReadable({ name, kind }: LogGroup, operation: string): void {
  if (kind !== 'STANDARD') throw unsupportedClass(name, kind, operation);
}

/** 56 digits, as AWS's; sorts by time, then stream, then arrival. */
export function eventId({ number }: LogStream, { timestamp, position }: EventEntry): string {
  const digits = (value: number, length: number): string => String(value).padStart(length, '0');
  return `3${digits(timestamp, 19)}${digits(number, 16)}${digits(position, 20)}`;
}

export function isEventId(text: string): boolean {
  return text.length === idLength && /^\d+$/.test(text);
}

/** The first place whose event is not before the time. */
function placeOf(entries: readonly EventEntry[], time: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.timestamp ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
