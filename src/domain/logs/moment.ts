/** Moments as people write them: how long ago, or when. */
import { AppError } from '../../errors/app-error.js';
import { parseDuration } from '../duration.js';

const day = 24 * 60 * 60 * 1000;
const longUnits = { d: day, w: 7 * day } as const;

/**
 * `10m`, `2h`, `3d`, `1w` ago, or a date or time of ISO 8601, local unless it names a zone. Milliseconds since the epoch.
 * @throws USAGE naming the flag
 */
export function parseMoment(text: string, flag: string, now: number): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([dw])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * longUnits[unit as keyof typeof longUnits];
  if (/^\d+(?:\.\d+)?(?:ms|s|m|h)$/.test(text)) return now - parseDuration(text, flag);
  const [, date, time] = /^(\d{4}-\d\d-\d\d)(?:[T ]([\d:.]+(?:Z|[+-]\d\d:?\d\d)?))?$/.exec(text) ?? [];
  // A date alone would be taken for one in UTC.
  const moment = date !== undefined && isDay(date) ? Date.parse(`${date}T${time ?? '00:00'}`) : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  throw new AppError({
    code: 'USAGE',
    message: `${flag} ${text} is no moment; write for example 10m, 2h, 3d or 1w (ago), 2026-11-23 or 2026-11-23T09:00:00Z.`,
  });
}

/** `Date` takes the 30th of February for the 2nd of March. */
function isDay(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}
