/** Waits for something that does not itself notice that the user wants to stop. */
import { stopIfAborted } from '../errors/stop-if-aborted.js';

/** What the promise comes to. @throws INTERRUPTED when the signal fires first */
export async function unlessAborted<Value>(pending: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const waiting = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { signal: waiting.signal });
  });
  try {
    stopIfAborted(signal);
    await Promise.race([pending, stopped]);
    stopIfAborted(signal);
    return await pending;
  } finally {
    waiting.abort();
  }
}
