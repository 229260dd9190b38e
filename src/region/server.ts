/** Starts and stops the embedded local region: one data folder, one loopback port, all services. */
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { ContainerEngine } from '../ports/container-engine.js';
import type { FunctionHosting } from '../ports/function-host.js';
import { openBlobs } from './blobs.js';
import type { RegionStatus } from './control.js';
import {
  openDataFolder,
  readRemembered,
  removeRunning,
  writeRemembered,
  writeRunning,
} from './data-folder.js';
import { createFaults, type Faults } from './faults.js';
import { type FolderLock, lockFolder } from './folder-lock.js';
import { answer } from './front.js';
import { keptSettings } from './kept-settings.js';
import { listen } from './listen.js';
import { openEventFiles } from './logs/event-files.js';
import { createLogEvents } from './logs/log-events.js';
import { createRequestLog } from './request-log.js';
import type { LoggedRequest, RegionSettings } from './service.js';
import { createServices } from './services.js';
import { openStore } from './store.js';

export interface RegionOptions {
  /** Created when missing. Holds everything the region remembers. */
  readonly dataFolder: string;
  /** Default 4510, or a free one when that is taken; 0 means any. A folder keeps the port of its first start. */
  readonly port?: number;
  /** Twelve digits; default 000000000000. A folder keeps the account of its first start. */
  readonly account?: string;
  /** Default us-east-1. A folder keeps the region of its first start. */
  readonly region?: string;
  /** Milliseconds; default 300. */
  readonly activationDelay?: number;
  /** Milliseconds; default 0: a deleted function is gone at once, as AWS was recorded. */
  readonly deletionDelay?: number;
  /** Milliseconds without use after which a function is Inactive; default never. AWS takes some weeks. */
  readonly idleAfter?: number;
  /** Milliseconds; default 0. */
  readonly latency?: number;
  /** Milliseconds; default 1000, see `defaults`. */
  readonly rolePropagation?: number;
  /** What functions run on, asked for when the first one is invoked. Without it and `engine` Invoke is refused. */
  readonly hosting?: () => Promise<FunctionHosting>;
  /** Where images are loaded to be run. */
  readonly engine?: () => Promise<ContainerEngine>;
  /** Removes what killed processes left in the engine; called at the start after a run that was killed while functions ran. */
  readonly reap?: () => Promise<unknown>;
  /** Milliseconds to the first retry of an asynchronous invocation, twice that to the second; default a minute, as AWS. */
  readonly retryDelay?: number;
  /** Whether asynchronous invocations run here, also those that an earlier process left; default true. Else they are kept. */
  readonly background?: boolean;
  /** A number from 0 up to 1 that decides which version of a weighted alias takes an event; default `Math.random`. */
  readonly random?: () => number;
  /** Milliseconds since the epoch; default the system's time. All states and expiries follow from it. */
  readonly clock?: () => number;
}

export interface RunningRegion {
  /** `http://127.0.0.1:4510`: the SDK's endpoint. */
  readonly url: string;
  readonly port: number;
  readonly settings: RegionSettings;
  /** The last requests, oldest first. */
  requests(): LoggedRequest[];
  readonly faults: Faults;
  /** Stops answering, closes every connection and gives the data folder free. Repeatable. */
  close(): Promise<void>;
}

const defaults = {
  activationDelay: 300,
  deletionDelay: 0,
  latency: 0,
  // AWS takes some seconds, up to about ten. A second is enough for a tool that does not retry to fail every time, and short
  // enough not to be felt where everything else is local.
  rolePropagation: 1000,
  retryDelay: 60_000,
};

/**
 * Starts a region in this process.
 * @throws LOCAL_REGION_UNAVAILABLE when the folder is served already or the port is taken, USAGE when port, account or
 *   region contradict what the folder remembers
 */
export async function startRegion(options: RegionOptions): Promise<RunningRegion> {
  const folder = openDataFolder(options.dataFolder);
  const lock = lockFolder(folder);
  const server = createServer();
  try {
    return await serve(server, folder, lock, options);
  } catch (error) {
    server.close();
    lock.release();
    throw error;
  }
}

async function serve(
  server: Server,
  folder: string,
  lock: FolderLock,
  options: RegionOptions,
): Promise<RunningRegion> {
  const remembered = readRemembered(folder);
  const kept = keptSettings(folder, remembered, options);
  const port = await listen(server, { remembered: remembered?.port, asked: options.port }, folder);
  if (!remembered) writeRemembered(folder, { port, ...kept });
  const settings: RegionSettings = {
    ...kept,
    activationDelay: options.activationDelay ?? defaults.activationDelay,
    deletionDelay: options.deletionDelay ?? defaults.deletionDelay,
    latency: options.latency ?? defaults.latency,
    rolePropagation: options.rolePropagation ?? defaults.rolePropagation,
    ...(options.idleAfter !== undefined && { idleAfter: options.idleAfter }),
    host: `127.0.0.1:${port}`,
  };
  const status = describe(folder, port, settings);
  const store = openStore(folder);
  const log = createRequestLog();
  const faults = createFaults();
  const clock = options.clock ?? Date.now;
  const services = createServices({
    store,
    blobs: openBlobs(join(folder, 'blobs')),
    events: createLogEvents(openEventFiles(join(folder, 'logs')), clock),
    settings,
    clock,
    control: { status, log, faults },
    retryDelay: options.retryDelay ?? defaults.retryDelay,
    background: options.background ?? true,
    random: options.random ?? Math.random,
    ...(options.hosting && { hosting: options.hosting }),
    ...(options.engine && { engine: options.engine }),
    ...(options.reap && { reap: options.reap }),
  });
  // An upload may rest for long while an engine reads its layer; only a dead peer ends it.
  server.requestTimeout = 0;
  // Longer than clients keep a connection, or they would now and then use one that is just being closed.
  server.keepAliveTimeout = 65_000;
  server.on('request', (request, response) => {
    void answer(request, response, { services: services.all, log, faults, latency: settings.latency });
  });
  writeRunning(folder, { pid: process.pid, port, url: status.url, startedAt: status.startedAt });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([closeServer(server), services.close()]);
    store.close();
    removeRunning(folder);
    lock.release();
  };
  return {
    url: status.url,
    port,
    settings,
    requests: () => log.entries(),
    faults,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function describe(folder: string, port: number, settings: RegionSettings): RegionStatus {
  const { account, region, activationDelay, idleAfter = 0, latency } = settings;
  const url = `http://127.0.0.1:${port}`;
  const startedAt = new Date().toISOString();
  return {
    dataFolder: folder,
    pid: process.pid,
    port,
    url,
    account,
    region,
    activationDelay,
    idleAfter,
    latency,
    startedAt,
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
