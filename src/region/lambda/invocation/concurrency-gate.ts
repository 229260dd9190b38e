/** Counts the events that a function is working on, and holds its reserved concurrency. */

/** Gives a place back; repeatable. */
export type Leave = () => void;

export interface ConcurrencyGate {
  /** A place; undefined when `limit` events have one already. */
  tryEnter(name: string, limit: number): Leave | undefined;
  /** A place as soon as there is one, in the order of asking. `limit` is asked again each time. Rejects on abort. */
  enter(name: string, limit: () => number, signal: AbortSignal): Promise<Leave>;
}

interface Waiting {
  readonly limit: () => number;
  readonly admit: () => void;
}

/** By function: all its versions share one count, as in Lambda. */
export function createConcurrencyGate(): ConcurrencyGate {
  const running = new Map<string, number>();
  const queues = new Map<string, Waiting[]>();
  const take = (name: string): Leave => {
    running.set(name, (running.get(name) ?? 0) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      running.set(name, (running.get(name) ?? 1) - 1);
      admitNext(name);
    };
  };
  const admitNext = (name: string): void => {
    const queue = queues.get(name);
    const next = queue?.[0];
    if (!next || (running.get(name) ?? 0) >= next.limit()) return;
    queue.shift();
    next.admit();
    admitNext(name);
  };
  return {
    tryEnter: (name, limit) => ((running.get(name) ?? 0) < limit ? take(name) : undefined),
    enter(name, limit, signal) {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      return new Promise((resolve, reject) => {
        const giveUp = (): void => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(signal.reason);
        };
        const waiting: Waiting = {
          limit,
          admit() {
            signal.removeEventListener('abort', giveUp);
            resolve(take(name));
          },
        };
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener('abort', giveUp, { once: true });
        queue.push(waiting);
        admitNext(name);
      });
    },
  };
}
