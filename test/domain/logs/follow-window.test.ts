import { expect, test } from 'vitest';
import { nextWindowStart } from '../../../src/domain/logs/follow-window.js';

const minute = 60_000;
const now = 100 * minute;

test.each([
  ['the first time, what was asked for', { since: 1, pages: 0 }, 1],
  [
    'a minute before the newest event',
    { since: 1, readAt: now, newest: now - minute, pages: 1 },
    now - 2 * minute,
  ],
  ['less of a busy log', { since: 1, readAt: now, newest: now, pages: 2 }, now - 10_000],
  ['not before what was asked for', { since: now - 5, readAt: now, newest: now, pages: 1 }, now - 5],
  [
    'no more than ten minutes of a quiet log',
    { since: 1, readAt: now, newest: 2, pages: 1 },
    now - 10 * minute,
  ],
  ['the same when there was nothing', { since: 1, readAt: now, pages: 1 }, now - 10 * minute],
  [
    'not the future, when an event has its time from there',
    { since: 1, readAt: now, newest: now + 90 * minute, pages: 1 },
    now - minute,
  ],
])('%s', (_what, soFar, start) => {
  expect(nextWindowStart(soFar)).toBe(start);
});
