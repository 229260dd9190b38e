/** Lets only so many tasks run at a time; the others wait in order. */

export type Limit = <Value>(task: () => Promise<Value>) => Promise<Value>;

export function createLimit(most: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The place is handed on, so nobody who comes later can take it first.
      if (next) next();
      else running -= 1;
    }
  };
}
