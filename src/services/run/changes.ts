/** Collects changes of files until they pause. */
import type { Clock } from '../../ports/system.js';

export interface Changes {
  add(path: string): void;
  /** The paths that changed since the last call, once nothing has changed for a while; undefined when the signal has fired. */
  next(): Promise<readonly string[] | undefined>;
}

/** @param quiet milliseconds: editors write a file in several steps, and version control many files */
export function createChanges(quiet: number, clock: Pick<Clock, 'sleep'>, signal: AbortSignal): Changes {
  const paths = new Set<string>();
  let count = 0;
  let wake: () => void = () => undefined;
  signal.addEventListener('abort', () => wake(), { once: true });
  const someChange = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  return {
    add(path) {
      paths.add(path);
      count += 1;
      wake();
    },
    async next() {
      while (paths.size === 0 && !signal.aborted) await someChange();
      for (let seen = -1; seen !== count && !signal.aborted; ) {
        seen = count;
        // Ended by the signal, it is over as well.
        await clock.sleep(quiet, signal).catch(() => undefined);
      }
      if (signal.aborted) return undefined;
      const changed = [...paths];
      paths.clear();
      return changed;
    },
  };
}
