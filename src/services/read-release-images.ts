/** Reads what the repositories know of the images of a function's versions, also of those from an earlier repository. */
import type { FunctionName } from '../domain/function-spec.js';
import type { ObservedFunction } from '../domain/function-state.js';
import { type ImageReference, repositoryUriOf } from '../domain/image-reference.js';
import type { CataloguedImage, ReleaseImages } from '../domain/release.js';
import { unknown, unlessDenied } from './or-unknown.js';
import type { HistoryDeps } from './read-history.js';
import { type FunctionVersions, placeOf } from './read-versions.js';

type ImagesDeps = Pick<HistoryDeps, 'functions' | 'catalogue'>;

/**
 * The images of the repository of `$LATEST`, all pages. A version whose image is not among them may have it from elsewhere, which
 * only GetFunction tells: one for each such image (100 requests a second), and the pages of each other repository.
 * Undefined for a Zip function, and where the images may not be listed.
 */
export async function readReleaseImages(
  { name, versions, repository }: FunctionVersions,
  deps: ImagesDeps,
): Promise<ReleaseImages | undefined> {
  if (!repository) return undefined;
  const images = await imagesOf(repository, deps);
  if (images === unknown) return undefined;
  const present = new Set(images.map(({ digest }) => digest as string));
  const missing = versions.filter(
    ({ packageType, codeSha256 }) => packageType === 'Image' && !present.has(`sha256:${codeSha256}`),
  );
  const elsewhere = await findElsewhere(name, missing, repository, deps);
  return { images, ...elsewhere };
}

async function findElsewhere(
  name: FunctionName,
  missing: readonly ObservedFunction[],
  repository: ImageReference,
  deps: ImagesDeps,
): Promise<Omit<ReleaseImages, 'images'>> {
  const oneEach = new Map(missing.map((version) => [version.codeSha256, version]));
  const own = repositoryUriOf(repository);
  const digests = new Map<string, { place: ImageReference; digests: string[] }>();
  const lost = new Set<string>();
  await Promise.all(
    [...oneEach.values()].map(async ({ version, codeSha256 }) => {
      const digest = `sha256:${codeSha256}`;
      const found = await unlessDenied(deps.functions.get(name, version));
      const place = found === unknown || !found ? undefined : placeOf(found);
      if (!place) return void lost.add(digest);
      const uri = repositoryUriOf(place);
      if (uri === own) return;
      const group = digests.get(uri) ?? { place, digests: [] };
      digests.set(uri, { place, digests: [...group.digests, digest] });
    }),
  );
  const images = await Promise.all(
    [...digests.values()].map(async (group): Promise<readonly CataloguedImage[]> => {
      const listed = await imagesOf(group.place, deps);
      if (listed !== unknown) return listed.filter(({ digest }) => group.digests.includes(digest));
      for (const digest of group.digests) lost.add(digest);
      return [];
    }),
  );
  return { elsewhere: images.flat(), unknown: lost };
}

/** A repository that does not exist has none. */
async function imagesOf(
  { repository, ecr }: ImageReference,
  { catalogue }: ImagesDeps,
): Promise<readonly CataloguedImage[] | typeof unknown> {
  const images = await unlessDenied(catalogue.listImages(repository, ecr?.account));
  return images === unknown ? unknown : (images ?? []);
}
