/** Finds the region that is running for a data folder. */
import { realpathSync } from 'node:fs';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RegionStatus } from './control.js';
import { readRunning } from './data-folder.js';

/**
 * The status of the region that serves this folder now; undefined when none does. It really answers, from the process and
 * for the folder it should: a `region.json` left by a killed process, or a port taken over by another program, is not
 * mistaken for it. Costs one request on loopback.
 */
export async function findRunningRegion(dataFolder: string): Promise<RegionStatus | undefined> {
  const folder = realPath(dataFolder);
  const running = folder === undefined ? undefined : readRunning(folder);
  if (!running) return undefined;
  const status = await askStatus(running.url);
  return status && status.pid === running.pid && status.dataFolder === folder ? status : undefined;
}

/** The status of whatever local region answers at this address; undefined when something else does, or nothing within 2 s. */
export function askStatus(url: string): Promise<RegionStatus | undefined> {
  return new Promise((resolve) => {
    // A connection of its own: a pool would try again and again where something else hangs up.
    const request = get(`${url}/_lading/status`, { agent: false, timeout: 2000 }, (response) => {
      text(response).then(
        (body) => resolve(parseStatus(body)),
        () => resolve(undefined),
      );
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(undefined));
  });
}

function parseStatus(body: string): RegionStatus | undefined {
  try {
    const value = JSON.parse(body) as Partial<RegionStatus> | null;
    return typeof value?.dataFolder === 'string' && typeof value.pid === 'number'
      ? (value as RegionStatus)
      : undefined;
  } catch {
    // Not JSON: it is not a region.
    return undefined;
  }
}

function realPath(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined;
  }
}
