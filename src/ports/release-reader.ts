/** Reads of a function's versions and aliases, all pages. */
import type { FunctionName } from '../domain/function-spec.js';
import type { ObservedAlias, ObservedFunction } from '../domain/function-state.js';
import type { CalledVersion, FunctionVersionUse } from '../domain/prune-plan.js';

export interface Sharer {
  readonly functionName: string;
  readonly roleArn: string;
  readonly logGroup: string;
}

export interface ReleaseReader {
  /** Published versions, without `$LATEST`; their state is not part of the answer. Empty for a function that has none, or does not exist. */
  listVersions(name: FunctionName): Promise<readonly ObservedFunction[]>;
  /** Every image version of every function of the account and region, `$LATEST` included. */
  listUses(): Promise<readonly FunctionVersionUse[]>;
  /** Those of the versions that have provisioned concurrency, an event source or a resource policy of their own. */
  listCallers(name: FunctionName, versions: readonly string[]): Promise<readonly CalledVersion[]>;
  /** What every version of every function of the account and region, also of Zip ones, may share with others. */
  listSharers(): Promise<readonly Sharer[]>;
  /** Empty for a function that has none, or does not exist. */
  listAliases(name: FunctionName): Promise<readonly ObservedAlias[]>;
}
