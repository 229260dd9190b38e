/** What came of a response that a runtime sent. */
import type { InvocationEnding } from '../runtime-api.js';
import type { Refusal } from './refusal.js';

export interface Received {
  readonly ending: InvocationEnding;
  /** What the runtime hears instead of 202. */
  readonly refusal?: Refusal;
}
