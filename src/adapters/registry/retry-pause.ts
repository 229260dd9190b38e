/** How long to wait before a request to a registry is repeated, and when to stop repeating. */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.js';

/** A broken connection or a 5xx comes back within seconds or not soon; throttling is given longer. */
const attempts = { transient: 5, throttled: 8 } as const;
const base = 200;
const longest = { transient: 2_000, throttled: 8_000 } as const;
/** A server that names a time is believed up to here. */
const longestHint = 20_000;

export type Passing = keyof typeof attempts;

/** Undefined for a final answer. */
export function passingStatus(status: number): Passing | undefined {
  if (status === 429) return 'throttled';
  return status === 500 || status === 502 || status === 503 || status === 504 ? 'transient' : undefined;
}

export function mayRepeat(kind: Passing, done: number): boolean {
  return done < attempts[kind];
}

/**
 * Exponential with jitter, or what `Retry-After` says in seconds when that is longer.
 * @throws INTERRUPTED
 */
export async function pause(
  kind: Passing,
  done: number,
  signal: AbortSignal | undefined,
  retryAfter?: string,
): Promise<void> {
  const ceiling = Math.min(base * 2 ** (done - 1), longest[kind]);
  const hint = Math.min(Number(retryAfter ?? 0) * 1000 || 0, longestHint);
  try {
    await delay(
      Math.max(ceiling / 2 + (Math.random() * ceiling) / 2, hint),
      undefined,
      signal ? { signal } : {},
    );
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new AppError({
      code: 'INTERRUPTED',
      message: 'Stopped while waiting to ask the registry again.',
      cause: error,
    });
  }
}
