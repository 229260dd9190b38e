/** Keeps one function host a version, and exchanges it when the version changes. */
import type { Digest } from '../../../domain/digest.js';
import type { FunctionHost, FunctionHosting } from '../../../ports/function-host.js';
import type { LogSink } from '../../logs/log-sink.js';
import type { RegionSettings } from '../../service.js';
import type { FunctionRecord, FunctionVersion } from '../function-record.js';
import { statusOf } from '../function-status.js';
import type { FunctionStore } from '../function-store.js';
import { hostedFunction, logGroupOf } from './hosted-function.js';

export interface FunctionHosts {
  /** The host that serves the version now. @throws what hosting and engine throw */
  hostOf(record: FunctionRecord, version: FunctionVersion): Promise<FunctionHost>;
  /** Takes a host that does not work any more out of service; the next event gets a new one. */
  discard(host: FunctionHost): void;
}

export interface FunctionHostsDeps {
  readonly functions: FunctionStore;
  readonly settings: RegionSettings;
  readonly clock: () => number;
  readonly hosting: () => Promise<FunctionHosting>;
  /** The engine's id of an image of the region's registry. */
  readonly provideImage: (functionName: string, imageUri: string) => Promise<Digest>;
  readonly log: LogSink;
}

interface Kept {
  readonly name: string;
  /** What the version was like when the host was made. */
  readonly state: string;
  /** Milliseconds that an event may take which it is running. */
  readonly longest: number;
  readonly host: Promise<FunctionHost>;
  made?: FunctionHost;
}

/** Milliseconds for what comes around an event: its sandbox's start before, its extensions after. */
const startAllowance = 30_000;

export function createFunctionHosts(deps: FunctionHostsDeps): FunctionHosts {
  const kept = new Map<string, Kept>();
  const retire = (key: string): void => {
    const old = kept.get(key);
    kept.delete(key);
    // Whatever goes wrong here, closing the hosting removes what is left.
    old?.host.then((host) => host.close(old.longest)).catch(() => undefined);
  };
  const retireDeleted = (): void => {
    for (const [key, { name }] of kept) if (!deps.functions.find(name)) retire(key);
  };
  return {
    hostOf(record, version) {
      retireDeleted();
      const key = `${record.name}:${version.version}`;
      const state = stateOf(record, version);
      const current = kept.get(key);
      if (current && (current.state === state || isUpdating(version, deps.clock()))) return current.host;
      retire(key);
      const host = makeHost(record, version, deps);
      const longest = version.settings.Timeout * 1000 + startAllowance;
      const entry: Kept = { name: record.name, state, longest, host };
      kept.set(key, entry);
      host.then(
        (made) => {
          entry.made = made;
        },
        () => kept.get(key) === entry && kept.delete(key),
      );
      return host;
    },
    discard(host) {
      for (const [key, { made }] of kept) if (made === host) retire(key);
    },
  };
}

async function makeHost(
  record: FunctionRecord,
  version: FunctionVersion,
  { settings, hosting, provideImage, log }: FunctionHostsDeps,
): Promise<FunctionHost> {
  if (version.code.kind === 'zip') throw new Error(`${record.name} has no image`);
  const hosts = await hosting();
  const imageId = await provideImage(record.name, version.code.resolvedImageUri);
  const logGroup = logGroupOf(record.name, version);
  return hosts.host(hostedFunction(record, version, imageId, settings), (line) => log(logGroup, [line]));
}

/** Every update makes new sandboxes, also one that changes nothing; a new policy or tag does not. */
function stateOf({ reservedConcurrency }: FunctionRecord, { lastModified, code }: FunctionVersion): string {
  return JSON.stringify([lastModified, code.sha256, reservedConcurrency]);
}

/** Until an update has ended, and when it has failed, the former code serves. */
function isUpdating(version: FunctionVersion, now: number): boolean {
  const { State, LastUpdateStatus } = statusOf(version, now);
  return State === 'Active' && (LastUpdateStatus === 'InProgress' || LastUpdateStatus === 'Failed');
}
