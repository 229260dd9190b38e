/** What a source says to what a placeholder asks. */
import type { SourceName } from './template.js';

export interface Ask {
  readonly source: SourceName;
  /** What stands after the colon, with nothing left to look up in it. */
  readonly argument: string;
}

export interface NoAnswer {
  /** `missing`: a default may stand in. `invalid`: the question is wrong, so no default helps. */
  readonly kind: 'missing' | 'invalid';
  /** Goes on after the placeholder: `the environment variable BUCKET is not set`. */
  readonly why: string;
  readonly suggestion: string;
}

export type Answer =
  | {
      readonly kind: 'found';
      readonly text: string;
      /** Nobody may read it: neither here nor in the settings that AWS shows. */
      readonly secret: boolean;
    }
  | NoAnswer;

/** Undefined: not asked yet. */
export type Answers = (ask: Ask) => Answer | undefined;

export function found(text: string, secret = false): Answer {
  return { kind: 'found', text, secret };
}

export function missing(why: string, suggestion: string): NoAnswer {
  return { kind: 'missing', why, suggestion };
}

export function invalid(why: string, suggestion: string): NoAnswer {
  return { kind: 'invalid', why, suggestion };
}
