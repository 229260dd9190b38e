/** Waits for something that may never come. */
import { stopIfAborted } from '../../errors/stop-if-aborted.js';
import type { Clock } from '../../ports/system.js';

/**
 * What the promise resolves with, or `silent` after so many milliseconds without.
 * @throws INTERRUPTED when the signal fires, and what the promise rejects with
 */
export async function unlessSilent<Value>(
  pending: Promise<Value>,
  milliseconds: number,
  { deps, signal }: { readonly deps: { readonly clock: Clock }; readonly signal: AbortSignal },
): Promise<Value | 'silent'> {
  // Its rejection may come when nobody waits any more.
  pending.catch(() => undefined);
  stopIfAborted(signal);
  const waiting = new AbortController();
  const stop = (): void => waiting.abort();
  signal.addEventListener('abort', stop);
  try {
    const pause = deps.clock.sleep(milliseconds, waiting.signal);
    return await Promise.race([pending, pause.then(() => 'silent' as const)]);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
