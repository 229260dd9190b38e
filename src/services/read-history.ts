/** Reads the releases of a function: its versions and aliases, and what the repositories still have of them. */
import type { FunctionName } from '../domain/function-spec.js';
import { listReleases, type Release } from '../domain/release.js';
import type { DeployDeps } from './deploy-deps.js';
import { readReleaseImages } from './read-release-images.js';
import { type FunctionVersions, readVersions } from './read-versions.js';

export interface History extends FunctionVersions {
  /** Newest first. */
  readonly releases: readonly Release[];
}

export type HistoryDeps = Pick<DeployDeps, 'functions' | 'releases' | 'catalogue'>;

/**
 * Works for functions that lading never deployed. Images that the caller may not list count as unknown, not as missing.
 * @throws FUNCTION_NOT_FOUND
 */
export async function readHistory(name: FunctionName, deps: HistoryDeps): Promise<History> {
  return withImages(await readVersions(name, deps), deps);
}

/** Costs the pages of the repository, and what `readReleaseImages` does. */
export async function withImages(versions: FunctionVersions, deps: HistoryDeps): Promise<History> {
  const images = await readReleaseImages(versions, deps);
  return { ...versions, releases: listReleases(versions.versions, versions.aliases, images) };
}
