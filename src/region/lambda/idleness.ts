/** Puts functions that nobody uses to sleep, as Lambda does after weeks, and wakes them when they are invoked. */
import type { RegionSettings } from '../service.js';
import type { Store } from '../store.js';
import { startChange } from './change-version.js';
import type { FunctionRecord, FunctionVersion } from './function-record.js';
import { statusOf } from './function-status.js';
import type { FunctionStore } from './function-store.js';

export interface Idleness {
  /** Marks the version where its time is over. Returns the record as it is now. */
  notice(name: string, version: FunctionVersion): FunctionRecord;
  /** Starts the wait of a sleeping version until it is Active again; nothing for others. Returns the record as it is now. */
  wake(name: string, version: FunctionVersion): FunctionRecord;
  /** The version was invoked. */
  used(name: string, version: FunctionVersion): void;
}

export interface IdlenessDeps {
  readonly store: Store;
  readonly functions: FunctionStore;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly settings: Pick<RegionSettings, 'idleAfter' | 'activationDelay'>;
}

/**
 * Counts from the last invocation or update, for a published version from the first look at it. Without a time
 * (`settings.idleAfter`), or with 0, nothing sleeps, and nothing is written.
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
export function createIdleness(deps: IdlenessDeps): Idleness {
  const { store, functions, clock, settings } = deps;
  const idleAfter = settings.idleAfter || Number.POSITIVE_INFINITY;
  const uses = store.table<number>('lambda.last-uses');
  const keyOf = (name: string, { version }: FunctionVersion): string => `${name}:${version}`;
  const used: Idleness['used'] = (name, version) => {
    if (Number.isFinite(idleAfter)) uses.put(keyOf(name, version), clock());
  };
  const isIdle = (name: string, version: FunctionVersion): boolean => {
    if (!Number.isFinite(idleAfter) || version.code.kind === 'zip' || version.idle) return false;
    if (statusOf(version, clock()).State !== 'Active') return false;
    const last = uses.get(keyOf(name, version));
    if (last === undefined && version.version !== '$LATEST') {
      // When it was published it does not say.
      used(name, version);
      return false;
    }
    return clock() - Math.max(last ?? 0, version.lastModified) >= idleAfter;
  };
  const replace = (name: string, next: FunctionVersion): void => {
    const record = functions.require({ name });
    const exchange = (each: FunctionVersion): FunctionVersion =>
      each.version === next.version ? next : each;
    functions.put({ ...record, latest: exchange(record.latest), versions: record.versions.map(exchange) });
  };
  return {
    notice(name, version) {
      if (isIdle(name, version)) replace(name, { ...version, idle: true });
      return functions.require({ name });
    },
    wake(name, { idle, ...version }) {
      if (idle) {
        const change = startChange('restore', deps, version.change?.failure);
        uses.put(keyOf(name, version), change.endsAt);
        replace(name, { ...version, change });
      }
      return functions.require({ name });
    },
    used,
  };
}
