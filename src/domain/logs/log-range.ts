/** The time of which a log is wanted. */
import { AppError } from '../../errors/app-error.js';
import { parseMoment } from './moment.js';

export interface LogRange {
  /** Milliseconds since the epoch, as the end. */
  readonly since: number;
  readonly until?: number;
}

/** @throws USAGE naming the flag, also for an end before the beginning */
export function parseLogRange(
  { since, until }: { readonly since: string; readonly until?: string | undefined },
  now: number,
): LogRange {
  const start = parseMoment(since, '--since', now);
  if (until === undefined) return { since: start };
  const end = parseMoment(until, '--until', now);
  if (end > start) return { since: start, until: end };
  throw new AppError({
    code: 'USAGE',
    message: `--until ${until} (${new Date(end).toISOString()}) is not after --since ${since} (${new Date(start).toISOString()}): there is no time between them.`,
    suggestions: ['Begin earlier: for example --since 1d'],
  });
}
