/** Waits for work, but no longer than a time or a signal allows. */
import { setMaxListeners } from 'node:events';

export type Waited<T> =
  | { readonly done: true; readonly value: T }
  /** `by`: the signal that fired, undefined when the time was over. The work goes on; what it comes to is not looked at. */
  | { readonly done: false; readonly by?: AbortSignal };

export interface WaitLimits {
  readonly milliseconds?: number;
  readonly signals?: readonly AbortSignal[];
}

/** Rejects only as the work does. Leaves neither timers nor listeners. */
export function within<T>(work: Promise<T>, { milliseconds, signals = [] }: WaitLimits): Promise<Waited<T>> {
  return new Promise((resolve, reject) => {
    const listening = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const stopWaiting = (): void => {
      clearTimeout(timer);
      listening.abort();
    };
    const stop = (by?: AbortSignal): void => {
      stopWaiting();
      resolve({ done: false, ...(by && { by }) });
    };
    work.then(
      (value) => {
        stopWaiting();
        resolve({ done: true, value });
      },
      (error: unknown) => {
        stopWaiting();
        reject(error);
      },
    );
    const fired = signals.find(({ aborted }) => aborted);
    if (fired) return stop(fired);
    // As many wait for one signal as events run at once, and none of them is a leak.
    for (const signal of signals) {
      setMaxListeners(0, signal);
      signal.addEventListener('abort', () => stop(signal), { signal: listening.signal });
    }
    if (milliseconds !== undefined) timer = setTimeout(stop, Math.max(0, milliseconds));
  });
}

/** Rejects never, and resolves after that many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
