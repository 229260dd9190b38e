import { expect, test } from 'vitest';
import { createLineSplitter } from '../../../src/region/runtime/line-splitter.js';
import { createLineTail } from '../../../src/region/runtime/line-tail.js';

const most = 256 * 1024 - 26;

test('lines may come in pieces, and a piece may hold many', () => {
  const { take, flush } = createLineSplitter();
  expect(take(Buffer.from('one'))).toEqual([]);
  expect(take(Buffer.from(' line\ntwo\n\nth'))).toEqual(['one line', 'two', '']);
  expect(flush()).toEqual(['th']);
  expect(flush()).toEqual([]);
});

test('a character may be spread over pieces', () => {
  const { take } = createLineSplitter();
  const bytes = Buffer.from('zwölf €\n');
  expect([...bytes].flatMap((byte) => take(Uint8Array.of(byte)))).toEqual(['zwölf €']);
});

test('a line that is too long for an event is several, cut between characters', () => {
  const line = '€'.repeat(100_000);
  const lines = createLineSplitter().take(Buffer.from(`${line}\n`));
  expect(lines.join('')).toBe(line);
  expect(lines).toHaveLength(2);
  for (const part of lines) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(most);
});

test('a line that never ends is not kept until memory is full', () => {
  const { take, flush } = createLineSplitter();
  const lines = Array.from({ length: 10 }, () => take(Buffer.alloc(100_000, 'x'))).flat();
  expect(lines.map((line) => line.length)).toEqual([most, most, most]);
  expect(flush().join('').length).toBe(1_000_000 - 3 * most);
});

test('a tail keeps the last bytes, and whole characters', () => {
  const tail = createLineTail(10);
  tail.add('first');
  tail.add('ööö');
  tail.add('end');
  expect(tail.read()).toBe('öö\nend\n');
  tail.clear();
  expect(tail.read()).toBe('');
});
