/** Durations as people write them. */
import { AppError } from '../errors/app-error.js';

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of `300ms`, `90s`, `10m`, `1h`. @throws USAGE naming the flag */
export function parseDuration(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (match) return Number(match[1]) * units[match[2] as keyof typeof units];
  throw new AppError({
    code: 'USAGE',
    message: `${flag} ${text} is not a duration; write for example 300ms, 90s or 10m.`,
  });
}
