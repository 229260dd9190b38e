/** Keeps the lifecycle policy of `keepImages` from deleting an image that is about to be used again. */
import type { Digest } from '../domain/digest.js';
import { inUseMark, isGivenUp } from '../domain/image-marks.js';
import type { RepositoryName, RepositoryUri } from '../domain/image-reference.js';
import type { CataloguedImage } from '../domain/release.js';
import { AppError } from '../errors/app-error.js';
import type { DeployDeps } from './deploy-deps.js';

/**
 * The same for an image that is used by now: whoever looked for its users before it was, and marked it after `protectImage`, is seen
 * here. Costs one read. Why it could not be done, if so: what uses the image is there all the same.
 */
export async function protectUsedImage(
  digest: Digest,
  { name, uri }: { readonly name: RepositoryName; readonly uri: RepositoryUri },
  deps: Pick<DeployDeps, 'repositories' | 'registry' | 'catalogue'>,
): Promise<string | undefined> {
  try {
    const image = await deps.catalogue.findImage(name, digest);
    await protectImage(digest, image && [image], uri, deps);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'INTERRUPTED' || error.code === 'INTERNAL')
      throw error;
    return `Whether the lifecycle policy of ${name} takes this image could not be seen: ${error.message}`;
  }
}

/** Costs nothing unless the image was marked as unused. */
export async function protectImage(
  digest: Digest,
  images: readonly CataloguedImage[] | undefined,
  repository: RepositoryUri,
  { repositories, registry }: Pick<DeployDeps, 'repositories' | 'registry'>,
): Promise<void> {
  const image = images?.find((candidate) => candidate.digest === digest);
  if (!image || !isGivenUp(image.tags)) return;
  const { credentials } = await repositories.authorize();
  const stored = await registry.readManifest(repository, digest, credentials);
  if (stored) await registry.putManifest(repository, inUseMark(digest), stored, credentials);
}
