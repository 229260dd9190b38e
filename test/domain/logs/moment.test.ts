import { expect, it, test } from 'vitest';
import { parseLogRange } from '../../../src/domain/logs/log-range.js';
import { parseMoment } from '../../../src/domain/logs/moment.js';
import { thrownBy } from '../thrown.js';

const now = Date.UTC(2026, 10, 23, 9);

test.each([
  ['10m', now - 600_000],
  ['1.5h', now - 5_400_000],
  ['3d', now - 3 * 86_400_000],
  ['2w', now - 14 * 86_400_000],
  ['2026-11-23T10:00+0100', now],
  ['2026-11-23T08:00:00Z', now - 3_600_000],
  ['2026-11-23T10:00:00.5+01:00', now + 500],
  ['2026-11-23', new Date(2026, 10, 23).getTime()],
  ['2026-11-23 08:00', new Date(2026, 10, 23, 8).getTime()],
])('%s', (text, moment) => {
  expect(parseMoment(text, '--since', now)).toBe(moment);
});

it.each(['', 'yesterday', '10', '-5m', '2026-13-40', '2026-02-30', '5', 'm'])('refuses %j', (text) => {
  expect(() => parseMoment(text, '--since', now)).toThrow(expect.objectContaining({ code: 'USAGE' }));
});

it('a range ends after it begins', () => {
  expect(parseLogRange({ since: '2h', until: '1h' }, now)).toEqual({
    since: now - 7_200_000,
    until: now - 3_600_000,
  });
  const { code, message } = thrownBy(() => parseLogRange({ since: '10m', until: '2026-11-22T09:00Z' }, now));
  expect([code, message]).toEqual([
    'USAGE',
    '--until 2026-11-22T09:00Z (2026-11-22T09:00:00.000Z) is not after --since 10m (2026-11-23T08:50:00.000Z): there is no time between them.',
  ]);
});
