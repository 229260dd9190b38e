/** The local region behind `--local` and the region commands. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from './errors/app-error.js';
import type { RegionStatus } from './region/control.js';
import { findRunningRegion } from './region/discovery.js';
import type { RegionOptions } from './region/server.js';

export interface LocalRegion {
  readonly url: string;
  readonly region: string;
  readonly account: string;
  close(): Promise<void>;
}

/** Default data folder of a project. */
export function localDataFolder(cwd: string): string {
  return resolve(cwd, '.lading', 'region');
}

/** What a region runs functions on. */
export type RegionParts = Pick<RegionOptions, 'hosting' | 'engine' | 'reap'>;

/**
 * The region that runs for the folder, else one inside this process. That one ends with the command, so it runs what is waited
 * for and keeps the rest.
 * @throws LOCAL_REGION_UNAVAILABLE
 */
export async function useLocalRegion(dataFolder: string, parts: RegionParts): Promise<LocalRegion> {
  const running = await findRunningRegion(dataFolder);
  if (running)
    return {
      url: running.url,
      region: running.region,
      account: running.account,
      close: async () => undefined,
    };
  return startLocalRegion({ ...parts, dataFolder, background: false });
}

/** One in this process. @throws LOCAL_REGION_UNAVAILABLE, USAGE */
export async function startLocalRegion(options: RegionOptions): Promise<LocalRegion> {
  const { startRegion } = await import('./region/server.js');
  const { url, settings, close } = await startRegion(options);
  return { url, region: settings.region, account: settings.account, close };
}

export function findLocalRegion(dataFolder: string): Promise<RegionStatus | undefined> {
  return findRunningRegion(dataFolder);
}

/** Whether a name of an image is there for this region's sake; asked before a reset, and true for none where there is no region. */
export async function imagesOfLocalRegion(dataFolder: string): Promise<(name: string) => boolean> {
  const { regionImages } = await import('./region/region-images.js');
  return regionImages(dataFolder);
}

/** Deletes what the region keeps there, and nothing else; false when there was nothing. @throws LOCAL_REGION_UNAVAILABLE while it runs */
export async function resetLocalRegion(dataFolder: string): Promise<boolean> {
  const running = await findRunningRegion(dataFolder);
  if (running) {
    throw new AppError({
      code: 'LOCAL_REGION_UNAVAILABLE',
      message: `The local region of ${dataFolder} is running (process ${running.pid}); nothing was deleted.`,
      suggestions: [`Stop it first: kill ${running.pid}`],
    });
  }
  if (!existsSync(join(dataFolder, 'journal.ndjson'))) return false;
  const { regionFiles } = await import('./region/data-folder.js');
  await Promise.all(regionFiles.map((name) => rm(join(dataFolder, name), { recursive: true, force: true })));
  return true;
}
