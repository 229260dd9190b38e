/** Something that placeholders are filled from. */
import type { Answer } from '../answer.js';

export interface Source {
  /** One answer for each argument, in their order; no argument comes twice. */
  answer(args: readonly string[]): Promise<readonly Answer[]>;
}

/** One that answers each argument by itself, without waiting. */
export function immediate(answer: (argument: string) => Answer): Source {
  return { answer: async (args) => args.map(answer) };
}
