/** Log events on disk: kept in order of time, found again after a restart and after a torn write. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EventFiles, openEventFiles } from '../../../src/region/logs/event-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lading-events-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const texts = (files: EventFiles, stream: number): string[] => files.read(stream, files.entries(stream));

it('are read in the order of their times, those of one time in order of arrival', () => {
  const files = openEventFiles(folder);
  files.append(
    1,
    [
      { timestamp: 20, message: 'c\nd' },
      { timestamp: 30, message: 'e' },
    ],
    100,
  );
  files.append(
    1,
    [
      { timestamp: 10, message: 'ä' },
      { timestamp: 20, message: 'late' },
    ],
    101,
  );
  expect(texts(files, 1)).toEqual(['ä', 'c\nd', 'late', 'e']);
  expect(
    files.entries(1).map(({ timestamp, ingestedAt, position }) => [timestamp, ingestedAt, position]),
  ).toEqual([
    [10, 101, 2],
    [20, 100, 0],
    [20, 101, 3],
    [30, 100, 1],
  ]);
});

it('are the same after a restart, and of one stream only', () => {
  const before = openEventFiles(folder);
  before.append(
    1,
    [
      { timestamp: 2, message: 'two' },
      { timestamp: 1, message: 'one' },
    ],
    5,
  );
  before.append(2, [{ timestamp: 3, message: 'other' }], 6);
  const after = openEventFiles(folder);
  expect(after.entries(1)).toEqual(before.entries(1));
  expect(texts(after, 1)).toEqual(['one', 'two']);
  expect(texts(after, 2)).toEqual(['other']);
  expect(after.entries(3)).toEqual([]);
});

it('lose a torn last line and nothing else, and go on behind it', () => {
  openEventFiles(folder).append(1, [{ timestamp: 1, message: 'whole' }], 1);
  appendFileSync(join(folder, '1.ndjson'), '[2,2,"to');
  const files = openEventFiles(folder);
  files.append(1, [{ timestamp: 3, message: 'next' }], 3);
  expect(texts(files, 1)).toEqual(['whole', 'next']);
  expect(readFileSync(join(folder, '1.ndjson'), 'utf8')).toBe('[1,1,"whole"]\n[3,3,"next"]\n');
});

it('go with their stream', () => {
  const files = openEventFiles(folder);
  files.append(1, [{ timestamp: 1, message: 'x' }], 1);
  files.delete(1);
  expect(existsSync(join(folder, '1.ndjson'))).toBe(false);
  expect(files.entries(1)).toEqual([]);
});
