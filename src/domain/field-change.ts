/** One difference between what is and what should be, printable without giving secrets away. */
import type { JsonValue } from '../errors/app-error.js';

export interface FieldChange {
  /** Path in the configuration file's words, e.g. `imageConfig.command` or `environment.BUCKET`. */
  readonly path: string;
  /** Missing: not set before. */
  readonly from?: JsonValue;
  /** Missing: removed. */
  readonly to?: JsonValue;
}

/** What stands in a plan for a value that may be a secret. */
export const masked = '(hidden)';
