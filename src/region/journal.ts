/** A file of changes, one JSON line each: `[table, key, value]`, or `[table, key]` for what was deleted. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';

export interface JournalEntry {
  readonly table: string;
  readonly key: string;
  /** Absent for a deletion. */
  readonly value?: unknown;
  /** Of the line. */
  readonly bytes: number;
}

export interface Journal {
  /** Returns the bytes written; they are with the system then, and survive a kill of this process. */
  append(entry: readonly unknown[]): number;
  /** Of the whole file. */
  bytes(): number;
  /** Puts a file with only the present content in its place. */
  rewrite(): void;
  close(): void;
}

/** What a region keeps may be a secret of somebody's. */
const mode = 0o600;

/** Calls `take` for every change in order. A torn last line, as a kill leaves it, is dropped: its request was never answered. */
export function replayJournal(path: string, take: (entry: JournalEntry) => void): void {
  if (!existsSync(path)) return;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const entry = parse(line);
    if (!entry) continue;
    const [table, key] = entry;
    const bytes = Buffer.byteLength(line) + 1;
    take(entry.length === 3 ? { table, key, value: entry[2], bytes } : { table, key, bytes });
  }
}

/**
 * Opens a journal for appending, after rewriting it.
 * @param content what it says now, as entries
 */
export function openJournal(path: string, content: () => Iterable<readonly unknown[]>): Journal {
  let descriptor: number | undefined;
  let size = 0;
  // After a write that failed half-way, as on a full disk, the next line must not continue the torn one.
  let torn = false;
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  const rewrite = (): void => {
    const temporary = `${path}.new`;
    const text = Array.from(content(), lineOf).join('');
    writeFileSync(temporary, text, { mode });
    const next = openSync(temporary, 'a');
    // A kill leaves the old file or the new one.
    renameSync(temporary, path);
    close();
    descriptor = next;
    size = Buffer.byteLength(text);
    torn = false;
  };
  rewrite();
  return {
    append(entry) {
      if (descriptor === undefined) throw new Error('the region store is closed');
      const line = lineOf(entry);
      const start = torn ? '\n' : '';
      torn = true;
      appendFileSync(descriptor, start + line);
      torn = false;
      const bytes = Buffer.byteLength(line);
      size += bytes;
      return bytes;
    },
    bytes: () => size,
    rewrite,
    close,
  };
}

function lineOf(entry: readonly unknown[]): string {
  return `${JSON.stringify(entry)}\n`;
}

function parse(line: string): [string, string, unknown?] | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
