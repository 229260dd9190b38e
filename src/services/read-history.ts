/** Reads the releases of a function: its versions and aliases, and what the repository still has. */
import type { FunctionName } from '../domain/function-spec.js';
import type { ObservedAlias, ObservedFunction } from '../domain/function-state.js';
import { type ImageReference, parseImageReference } from '../domain/image-reference.js';
import { type CataloguedImage, listReleases, type Release } from '../domain/release.js';
import { AppError } from '../errors/app-error.js';
import type { DeployDeps } from './deploy-deps.js';

export interface History {
  readonly name: string;
  readonly latest: ObservedFunction;
  readonly versions: readonly ObservedFunction[];
  readonly aliases: readonly ObservedAlias[];
  /** Where `$LATEST` has its image from; undefined for a Zip function. */
  readonly repository: ImageReference | undefined;
  readonly releases: readonly Release[];
  /** Undefined when they could not be listed. */
  readonly images: readonly CataloguedImage[] | undefined;
}

export type HistoryDeps = Pick<DeployDeps, 'functions' | 'releases' | 'catalogue'>;

/**
 * Works for functions that lading never deployed. Images that the caller may not list count as unknown, not as missing.
 * @throws FUNCTION_NOT_FOUND
 */
export async function readHistory(
  name: FunctionName,
  { functions, releases, catalogue }: HistoryDeps,
): Promise<History> {
  const [latest, versions, aliases] = await Promise.all([
    functions.get(name),
    releases.listVersions(name),
    releases.listAliases(name),
  ]);
  if (!latest) {
    throw new AppError({
      code: 'FUNCTION_NOT_FOUND',
      message: `Function ${name} does not exist in this account and region.`,
      suggestions: ['Look elsewhere: --region, --profile'],
      details: { function: name },
    });
  }
  const repository = latest.imageUri === undefined ? undefined : parseImageReference(latest.imageUri);
  const images = repository && (await readImages(repository, catalogue));
  const found = listReleases(versions, aliases, images);
  return { name, latest, versions, aliases, repository, releases: found, images };
}

async function readImages(
  { repository, ecr }: ImageReference,
  catalogue: HistoryDeps['catalogue'],
): Promise<readonly CataloguedImage[] | undefined> {
  try {
    return (await catalogue.listImages(repository, ecr?.account)) ?? [];
  } catch (error) {
    if (error instanceof AppError && error.code === 'ACCESS_DENIED') return undefined;
    throw error;
  }
}
