/** The releases of one function, as `history` reports them: the JSON document of one function. */
import type { Release } from './release.js';

export interface FunctionHistory {
  readonly name: string;
  readonly arn: string;
  /** Newest first. */
  readonly releases: readonly Release[];
}
