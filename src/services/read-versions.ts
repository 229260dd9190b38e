/** Reads what Lambda knows of a function's releases: `$LATEST`, versions and aliases. */
import type { FunctionName } from '../domain/function-spec.js';
import type { ObservedAlias, ObservedFunction } from '../domain/function-state.js';
import { type ImageReference, parseImageReference } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { DeployDeps } from './deploy-deps.js';

export interface FunctionVersions {
  readonly name: FunctionName;
  readonly latest: ObservedFunction;
  /** Published ones; their state is not known. */
  readonly versions: readonly ObservedFunction[];
  readonly aliases: readonly ObservedAlias[];
  /** Where `$LATEST` has its image from; undefined for a Zip function. */
  readonly repository: ImageReference | undefined;
}

/** Three reads at the same time, and a page for each 50 versions. @throws FUNCTION_NOT_FOUND */
export async function readVersions(
  name: FunctionName,
  { functions, releases }: Pick<DeployDeps, 'functions' | 'releases'>,
): Promise<FunctionVersions> {
  const [latest, versions, aliases] = await Promise.all([
    functions.get(name),
    releases.listVersions(name),
    releases.listAliases(name),
  ]);
  if (!latest) {
    throw new AppError({
      code: 'FUNCTION_NOT_FOUND',
      message: `Function ${name} does not exist in this account and region.`,
      suggestions: ['Create it: lading deploy', 'Look elsewhere: --region, --profile'],
      details: { function: name },
    });
  }
  return { name, latest, versions, aliases, repository: placeOf(latest) };
}

/** The repository that a version has its image from. */
export function placeOf({ imageUri, resolvedImageUri }: ObservedFunction): ImageReference | undefined {
  const uri = imageUri ?? resolvedImageUri;
  return uri === undefined ? undefined : parseImageReference(uri);
}
