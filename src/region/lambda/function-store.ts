/** Finds and stores functions, and says in Lambda's words when one is not there. */
import type { RegionSettings } from '../service.js';
import type { Store } from '../store.js';
import { WireError } from '../wire/wire-error.js';
import { type FunctionReference, functionArn } from './function-name.js';
import type { FunctionRecord, FunctionVersion } from './function-record.js';
import { isGone } from './function-status.js';

export interface FunctionStore {
  find(name: string): FunctionRecord | undefined;
  /** @throws WireError ResourceNotFoundException naming the ARN, with the qualifier when one was given */
  require(reference: FunctionReference): FunctionRecord;
  put(record: FunctionRecord): void;
  /** In order of creation. */
  all(): FunctionRecord[];
}

/** Functions whose deletion has ended are no longer there. */
export function createFunctionStore(
  store: Store,
  settings: RegionSettings,
  clock: () => number,
): FunctionStore {
  const table = store.table<FunctionRecord>('lambda.functions');
  const gone = ({ latest }: FunctionRecord): boolean => isGone(latest, clock());
  const find = (name: string): FunctionRecord | undefined => {
    const record = table.get(name);
    return record && !gone(record) ? record : undefined;
  };
  return {
    find,
    require(reference) {
      const record = find(reference.name);
      if (!record) throw functionNotFound(functionArn(settings, reference.name, reference.qualifier));
      return record;
    },
    put(record) {
      // Here, because reads should write nothing.
      for (const [name, other] of table.entries()) if (gone(other)) table.delete(name);
      if (gone(record)) table.delete(record.name);
      else table.put(record.name, record);
    },
    all: () =>
      table
        .entries()
        .map(([, record]) => record)
        .filter((record) => !gone(record)),
  };
}

export function functionNotFound(arn: string): WireError {
  return new WireError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}

/** The version of this number, or `$LATEST`. */
export function versionOf(record: FunctionRecord, version: string): FunctionVersion | undefined {
  return version === '$LATEST'
    ? record.latest
    : record.versions.find((candidate) => candidate.version === version);
}

/**
 * What a qualifier names: `$LATEST` when absent, a version, or the main version of an alias.
 * @throws WireError ResourceNotFoundException `Function not found: …:qualifier`
 */
export function requireVersion(
  record: FunctionRecord,
  qualifier: string | undefined,
  settings: RegionSettings,
): FunctionVersion {
  const alias = qualifier === undefined ? undefined : record.aliases[qualifier];
  const version = versionOf(record, alias?.version ?? qualifier ?? '$LATEST');
  if (!version) throw functionNotFound(functionArn(settings, record.name, qualifier));
  return version;
}
