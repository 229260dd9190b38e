/** Measures the phases of a run for the `timings` of its result. */

export interface Stopwatch {
  /** Runs the work and adds its duration to the phase. */
  measure<T>(phase: string, work: () => Promise<T>): Promise<T>;
  /** Adds milliseconds that were measured elsewhere. */
  add(phase: string, milliseconds: number): void;
  /** Whole milliseconds of each phase asked for, 0 where nothing ran, and `total` since the start. */
  read<Phase extends string>(phases: readonly Phase[]): Record<Phase | 'total', number>;
}

export function createStopwatch(now: () => number): Stopwatch {
  const started = now();
  const spent = new Map<string, number>();
  const add = (phase: string, milliseconds: number): void =>
    void spent.set(phase, (spent.get(phase) ?? 0) + milliseconds);
  return {
    add,
    async measure(phase, work) {
      const from = now();
      try {
        return await work();
      } finally {
        add(phase, now() - from);
      }
    },
    read(phases) {
      const entries = phases.map((phase) => [phase, Math.round(spent.get(phase) ?? 0)]);
      return Object.fromEntries([...entries, ['total', Math.round(now() - started)]]) as never;
    },
  };
}
