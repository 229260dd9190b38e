/** The region's state: named tables of JSON values, journalled so that nothing acknowledged is lost when the process is killed. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal, replayJournal } from './journal.js';

export interface Table<T> {
  get(key: string): T | undefined;
  /** On return the value is in the journal. Values are replaced, never mutated in place. */
  put(key: string, value: T): void;
  delete(key: string): boolean;
  /** In order of first insertion. */
  entries(): [string, T][];
}

export interface Store {
  /** A table by name, e.g. `lambda.functions`; created empty on first use. */
  table<T>(name: string): Table<T>;
  close(): void;
}

export interface StoreOptions {
  /** Bytes from which on the journal may be rewritten while running; default 4 MiB. */
  readonly compactFrom?: number;
}

/** What one row says and how long its line is. */
interface Row {
  readonly value: unknown;
  readonly bytes: number;
}

/** The journal is rewritten once it is this many times longer than what it says. */
const tolerance = 4;

/**
 * Opens (or creates) the journal in a folder and rewrites it compactly, now and whenever it has grown far beyond its content,
 * so that neither its size nor the next start depends on how long the region has run.
 */
export function openStore(folder: string, { compactFrom = 4 * 1024 * 1024 }: StoreOptions = {}): Store {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'journal.ndjson');
  const tables = new Map<string, Map<string, Row>>();
  let live = 0;
  const set = (table: string, key: string, row: Row | undefined): void => {
    const rows = tables.get(table) ?? new Map<string, Row>();
    tables.set(table, rows);
    live += (row?.bytes ?? 0) - (rows.get(key)?.bytes ?? 0);
    if (row) rows.set(key, row);
    else rows.delete(key);
  };
  replayJournal(path, ({ table, key, value, bytes }) =>
    set(table, key, value === undefined ? undefined : { value, bytes }),
  );
  const journal = openJournal(path, () => lines(tables));
  const append = (entry: readonly unknown[]): number => {
    if (journal.bytes() > compactFrom && journal.bytes() > live * tolerance) journal.rewrite();
    return journal.append(entry);
  };
  return {
    table<T>(name: string): Table<T> {
      const rows = tables.get(name) ?? new Map<string, Row>();
      tables.set(name, rows);
      return {
        get: (key) => rows.get(key)?.value as T | undefined,
        put(key, value) {
          set(name, key, { value, bytes: append([name, key, value]) });
        },
        delete(key) {
          if (!rows.has(key)) return false;
          append([name, key]);
          set(name, key, undefined);
          return true;
        },
        entries: () => [...rows].map(([key, { value }]) => [key, value as T]),
      };
    },
    close: () => journal.close(),
  };
}

function* lines(tables: Map<string, Map<string, Row>>): Generator<readonly unknown[]> {
  for (const [table, rows] of tables) for (const [key, { value }] of rows) yield [table, key, value];
}
