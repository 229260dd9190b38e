/** Waits for what takes longer than its request: allocations, mappings being made or deleted. */
import type { AppError } from '../../errors/app-error.js';
import type { ReleaseContext } from '../release-context.js';

/** Milliseconds; these things take a minute or more, and their reads share Lambda's 15 requests a second. */
const pause = 1_000;

/**
 * Looks every second until there is nothing left to wait for. `look` answers what it still waits for, e.g. `Creating`, or
 * undefined. @throws what `late` makes of that at the deadline, and whatever `look` throws
 */
export async function awaitEnd(
  look: () => Promise<string | undefined>,
  late: (what: string) => AppError,
  { deps, deadline, progress, signal }: ReleaseContext,
): Promise<void> {
  let told = '';
  for (;;) {
    const what = await look();
    if (what === undefined) return;
    const left = deadline - deps.clock.now();
    if (left <= 0) throw late(what);
    if (what !== told) progress(what);
    told = what;
    await deps.clock.sleep(Math.min(pause, left), signal);
  }
}
