/** From when on the next reading of a followed log has to begin. */

const minute = 60_000;
/** Events may come in later than others that were written after them. */
const overlap = minute;
/** Of a log so busy that a minute of it does not fit into one answer. */
const busyOverlap = 10_000;
/** More than clocks may differ: AWS refuses signatures of clocks that are off by more than five minutes. */
const clockTolerance = 10 * minute;

export interface ReadSoFar {
  /** What the user asked for; milliseconds since the epoch, like all others. */
  readonly since: number;
  /** When the last complete reading began; undefined before there was one. */
  readonly readAt?: number;
  /** Time of the newest event seen. */
  readonly newest?: number;
  /** Answers that the last reading took. */
  readonly pages: number;
}

/** Milliseconds since the epoch. */
export function nextWindowStart({ since, readAt, newest, pages }: ReadSoFar): number {
  if (readAt === undefined) return since;
  const margin = pages > 1 ? busyOverlap : overlap;
  // Events may carry times of the future, up to two hours.
  const behindNewest = newest === undefined ? since : Math.min(newest, readAt) - margin;
  return Math.max(since, behindNewest, readAt - clockTolerance);
}
