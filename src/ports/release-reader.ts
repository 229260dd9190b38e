/** Reads of a function's versions and aliases, all pages. */
import type { FunctionName } from '../domain/function-spec.js';
import type { ObservedAlias, ObservedFunction } from '../domain/function-state.js';

export interface ReleaseReader {
  /** Published versions, without `$LATEST`; their state is not part of the answer. Empty for a function that has none. */
  listVersions(name: FunctionName): Promise<readonly ObservedFunction[]>;
  listAliases(name: FunctionName): Promise<readonly ObservedAlias[]>;
}
