/** Tags of functions; they are read with the function itself. */

export interface FunctionTags {
  /** Adds and overwrites; other tags stay. `arn` is the function's own, without qualifier. @throws FUNCTION_BUSY */
  set(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Missing ones do not matter. @throws FUNCTION_BUSY */
  remove(arn: string, names: readonly string[]): Promise<void>;
}
