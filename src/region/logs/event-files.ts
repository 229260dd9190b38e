/** Log events on disk: a file a stream that is only appended to, and in memory only where each event lies. */
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';

export interface NewEvent {
  /** Milliseconds since the epoch, by whoever wrote it. */
  readonly timestamp: number;
  readonly message: string;
}

/** Where an event lies, and what it is sorted and counted by. */
export interface EventEntry {
  readonly timestamp: number;
  /** Milliseconds since the epoch: when the region got it. */
  readonly ingestedAt: number;
  /** Position among those of its stream, in order of arrival. */
  readonly position: number;
  readonly offset: number;
  readonly bytes: number;
}

export interface EventFiles {
  /** On return the events are with the system, and survive a kill of this process. */
  append(stream: number, events: readonly NewEvent[], ingestedAt: number): void;
  /** By time, those of one time in order of arrival. Empty for a stream without events. */
  entries(stream: number): readonly EventEntry[];
  /** The texts of some entries, in their order. */
  read(stream: number, entries: readonly EventEntry[]): string[];
  delete(stream: number): void;
}

/** Whoever reads logs may read secrets. */
const mode = 0o600;

/** One line of a file. */
type Line = readonly [timestamp: number, ingestedAt: number, message: string];

/** @param folder is created with the first event */
export function openEventFiles(folder: string): EventFiles {
  const known = new Map<number, EventEntry[]>();
  const sizes = new Map<number, number>();
  const pathOf = (stream: number): string => join(folder, `${stream}.ndjson`);
  const entriesOf = (stream: number): EventEntry[] => {
    const found = known.get(stream);
    if (found) return found;
    const { entries, bytes } = loadEntries(pathOf(stream));
    known.set(stream, entries);
    sizes.set(stream, bytes);
    return entries;
  };
  return {
    entries: entriesOf,
    append(stream, events, ingestedAt) {
      const entries = entriesOf(stream);
      const lines = events.map(({ timestamp, message }) => lineOf([timestamp, ingestedAt, message]));
      mkdirSync(folder, { recursive: true });
      try {
        appendFileSync(pathOf(stream), Buffer.concat(lines), { mode });
      } catch (error) {
        // What was written may end in the middle of a line; the next load cuts that off.
        known.delete(stream);
        throw error;
      }
      let offset = sizes.get(stream) ?? 0;
      for (const [index, { timestamp }] of events.entries()) {
        const bytes = lines[index]?.length ?? 0;
        insert(entries, { timestamp, ingestedAt, position: entries.length, offset, bytes });
        offset += bytes;
      }
      sizes.set(stream, offset);
    },
    read: (stream, entries) => (entries.length === 0 ? [] : readMessages(pathOf(stream), entries)),
    delete(stream) {
      known.delete(stream);
      sizes.delete(stream);
      rmSync(pathOf(stream), { force: true });
    },
  };
}

/** A torn last line, as a kill or a full disk leaves it, is cut off: its request was never answered. */
function loadEntries(path: string): { entries: EventEntry[]; bytes: number } {
  const content = readIfThere(path);
  const entries: EventEntry[] = [];
  let offset = 0;
  for (let end = content.indexOf(10); end >= 0; end = content.indexOf(10, offset)) {
    const bytes = end + 1 - offset;
    const [timestamp, ingestedAt] = JSON.parse(content.toString('utf8', offset, end)) as Line;
    insert(entries, { timestamp, ingestedAt, position: entries.length, offset, bytes });
    offset = end + 1;
  }
  if (offset < content.length) truncateSync(path, offset);
  return { entries, bytes: offset };
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return Buffer.alloc(0);
  }
}

/** Nearly always at the end: events come in the order of their times. */
function insert(entries: EventEntry[], entry: EventEntry): void {
  let place = entries.length;
  while (place > 0 && (entries[place - 1]?.timestamp ?? 0) > entry.timestamp) place -= 1;
  entries.splice(place, 0, entry);
}

function readMessages(path: string, entries: readonly EventEntry[]): string[] {
  const descriptor = openSync(path, 'r');
  try {
    return entries.map(({ offset, bytes }) => {
      const line = Buffer.alloc(bytes);
      readSync(descriptor, line, 0, bytes, offset);
      return (JSON.parse(line.toString('utf8')) as Line)[2];
    });
  } finally {
    closeSync(descriptor);
  }
}

function lineOf(line: Line): Buffer {
  return Buffer.from(`${JSON.stringify(line)}\n`);
}
