/** A log stream as the region stores it. */
import type { Store, Table } from '../store.js';
import { WireError } from '../wire/wire-error.js';
import type { EventFiles } from './event-files.js';

export interface LogStream {
  readonly group: string;
  readonly name: string;
  /** Names its file, and stands in the ids of its events; never used twice. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

const counterKey = 'streams';

/** By `streamKey`. */
export function logStreamTable(store: Store): Table<LogStream> {
  return store.table<LogStream>('logs.streams');
}

/** Neither name can hold a colon. */
export function streamKey(group: string, name: string): string {
  return `${group}:${name}`;
}

/** The streams of a group in the order of their names. */
export function streamsOf(store: Store, group: string): LogStream[] {
  return logStreamTable(store)
    .entries()
    .map(([, stream]) => stream)
    .filter((stream) => stream.group === group)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The caller has seen that there is none of this name. */
export function addLogStream(store: Store, group: string, name: string, createdAt: number): LogStream {
  const counters = store.table<number>('logs.counters');
  const number = (counters.get(counterKey) ?? 0) + 1;
  counters.put(counterKey, number);
  const stream = { group, name, number, createdAt };
  logStreamTable(store).put(streamKey(group, name), stream);
  return stream;
}

/** @throws WireError ResourceNotFoundException 400 */
export function requireLogStream(store: Store, group: string, name: string): LogStream {
  const stream = logStreamTable(store).get(streamKey(group, name));
  if (!stream)
    throw new WireError('ResourceNotFoundException', 'The specified log stream does not exist.', 400);
  return stream;
}

/** With its events. */
export function removeLogStream(
  { store, events }: { readonly store: Store; readonly events: { readonly files: EventFiles } },
  { group, name, number }: LogStream,
): void {
  logStreamTable(store).delete(streamKey(group, name));
  events.files.delete(number);
}
