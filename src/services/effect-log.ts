/** Remembers what a command has changed so far, so that a failure or Ctrl-C can say exactly what was done. */

export interface EffectLog {
  /** Past tense, naming the thing: `created repository team/app`. */
  did(what: string): void;
  all(): readonly string[];
}

export function createEffectLog(): EffectLog {
  const done: string[] = [];
  return {
    did: (what) => void done.push(what),
    all: () => [...done],
  };
}
