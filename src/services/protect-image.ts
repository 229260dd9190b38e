/** Keeps the lifecycle policy of `keepImages` from deleting an image that is about to be used again. */
import type { Digest } from '../domain/digest.js';
import { inUseMark, isGivenUp } from '../domain/image-marks.js';
import type { RepositoryUri } from '../domain/image-reference.js';
import type { CataloguedImage } from '../domain/release.js';
import type { DeployDeps } from './deploy-deps.js';

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
