import { expect, it, test } from 'vitest';
import { parseMoment } from '../../../src/domain/logs/moment.js';

const now = Date.UTC(2026, 10, 23, 9);

test.each([
  ['10m', now - 600_000],
  ['1.5h', now - 5_400_000],
  ['3d', now - 3 * 86_400_000],
  ['2026-11-23T08:00:00Z', now - 3_600_000],
  ['2026-11-23T10:00:00.5+01:00', now + 500],
  ['2026-11-23', new Date(2026, 10, 23).getTime()],
  ['2026-11-23 08:00', new Date(2026, 10, 23, 8).getTime()],
])('%s', (text, moment) => {
  expect(parseMoment(text, '--since', now)).toBe(moment);
});

it.each(['', 'yesterday', '10', '-5m', '2026-13-40', '5', 'm'])('refuses %j', (text) => {
  expect(() => parseMoment(text, '--since', now)).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
