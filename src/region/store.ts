/** The region's state: named tables of JSON values, journalled so that nothing acknowledged is lost when the process is killed. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

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

type Entry = [table: string, key: string, value: unknown] | [table: string, key: string];

/**
 * Opens (or creates) the journal in a folder and rewrites it compactly. A torn last line, as a kill leaves it, is dropped:
 * its request was never acknowledged.
 */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'journal.ndjson');
  const tables = replay(path);
  compact(path, tables);
  let descriptor: number | undefined = openSync(path, 'a');
  const append = (entry: Entry): void => {
    if (descriptor === undefined) throw new Error('the region store is closed');
    appendFileSync(descriptor, `${JSON.stringify(entry)}\n`);
  };
  return {
    table<T>(name: string): Table<T> {
      const rows = tables.get(name) ?? new Map<string, unknown>();
      tables.set(name, rows);
      return {
        get: (key) => rows.get(key) as T | undefined,
        put(key, value) {
          append([name, key, value]);
          rows.set(key, value);
        },
        delete(key) {
          if (!rows.has(key)) return false;
          append([name, key]);
          return rows.delete(key);
        },
        entries: () => [...rows.entries()] as [string, T][],
      };
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function replay(path: string): Map<string, Map<string, unknown>> {
  const tables = new Map<string, Map<string, unknown>>();
  if (!existsSync(path)) return tables;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const entry = parseEntry(line);
    if (!entry) continue;
    const [table, key] = entry;
    const rows = tables.get(table) ?? new Map<string, unknown>();
    tables.set(table, rows);
    if (entry.length === 3) rows.set(key, entry[2]);
    else rows.delete(key);
  }
  return tables;
}

function parseEntry(line: string): Entry | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

function compact(path: string, tables: Map<string, Map<string, unknown>>): void {
  const lines: string[] = [];
  for (const [table, rows] of tables) {
    for (const [key, value] of rows) lines.push(`${JSON.stringify([table, key, value])}\n`);
  }
  const temporary = `${path}.new`;
  writeFileSync(temporary, lines.join(''));
  renameSync(temporary, path);
}
