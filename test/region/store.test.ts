/** The journalled tables: what survives, how long the file gets, and what a torn line costs. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/region/store.js';

let folder: string;
let store: Store | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lading-store-'));
});
afterEach(() => {
  store?.close();
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, 'journal.ndjson');
const open = (compactFrom?: number): Store => {
  store?.close();
  store = openStore(folder, compactFrom === undefined ? {} : { compactFrom });
  return store;
};
const linesOf = () => readFileSync(path(), 'utf8').trim().split('\n');

describe('the journal', () => {
  it('gives everything back in the order of first insertion', () => {
    const before = open().table<number>('numbers');
    for (const key of ['b', 'a', 'c']) before.put(key, 1);
    before.put('b', 2);
    expect(before.delete('a')).toBe(true);
    expect(before.delete('a')).toBe(false);
    // Without closing, as after a kill.
    const copy = openStore(folder);
    expect(copy.table('numbers').entries()).toEqual([
      ['b', 2],
      ['c', 1],
    ]);
    copy.close();
  });

  it('stays in proportion to its content however long it runs', () => {
    const table = open(10_000).table<string>('values');
    const value = 'x'.repeat(90);
    for (let round = 0; round < 2000; round += 1) table.put(`key${round % 10}`, value + round);
    // Ten rows of about 120 bytes; 240 KB were written.
    expect(statSync(path()).size).toBeLessThan(11_000);
    expect(open().table<string>('values').get('key9')).toBe(`${value}1999`);
    expect(linesOf()).toHaveLength(10);
  });

  it('is not rewritten over and over when its content is large', () => {
    const table = open(1000).table<string>('values');
    for (let key = 0; key < 100; key += 1) table.put(`key${key}`, 'x'.repeat(100));
    const { ino } = statSync(path());
    for (let key = 0; key < 100; key += 1) table.put(`key${key}`, 'y'.repeat(100));
    expect(statSync(path()).ino).toBe(ino);
  });

  it('loses a torn last line and nothing else', () => {
    open().table<number>('numbers').put('kept', 1);
    appendFileSync(path(), '["numbers","torn",');
    const table = open().table<number>('numbers');
    expect(table.entries()).toEqual([['kept', 1]]);
    table.put('next', 2);
    expect(open().table('numbers').entries()).toEqual([
      ['kept', 1],
      ['next', 2],
    ]);
  });

  it('is read by its owner only', () => {
    open().table('secrets').put('a', 'hunter2');
    expect(statSync(path()).mode & 0o077).toBe(0);
  });
});
