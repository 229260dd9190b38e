/** Lets only so many through at once; the others wait in line. */

export interface Turnstile {
  pass<T>(work: () => Promise<T>): Promise<T>;
}

/** A place is free again when its work is done, and after `longest` milliseconds at the latest: one that hangs must not hold up all. */
export function createTurnstile(most: number, longest: number): Turnstile {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = (): void => {
    // Whoever waits takes the place over, so that nobody slips in between.
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  };
  return {
    async pass(work) {
      if (inside >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      else inside += 1;
      const place = placeOf(leave, longest);
      try {
        return await work();
      } finally {
        place.free();
      }
    },
  };
}

function placeOf(leave: () => void, longest: number): { free(): void } {
  let held = true;
  const free = (): void => {
    clearTimeout(timer);
    if (held) leave();
    held = false;
  };
  const timer = setTimeout(free, longest);
  return { free };
}
