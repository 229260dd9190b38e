/** Looks whether the repository already holds a local image, so that it need not be pushed again. */
import { contentTag } from '../domain/content-tag.js';
import type { Digest } from '../domain/digest.js';
import { type ImageManifest, parseManifest } from '../domain/image-manifest.js';
import type { RepositoryUri, Tag } from '../domain/image-reference.js';
import { tagMayMove } from '../domain/tag-mutability.js';
import { AppError } from '../errors/app-error.js';
import type { RegistryCredentials } from '../ports/container-engine.js';
import type { ImageRegistry, StoredManifest } from '../ports/image-registry.js';

/** What a tag names in the repository: the manifest, and its bytes for putting them under another tag. */
export interface TaggedImage {
  readonly manifest: ImageManifest;
  readonly stored: StoredManifest;
}

export interface ImageLookup {
  readonly contentTag: Tag;
  /** Under the content tag; missing when the image has to be pushed. */
  readonly present?: TaggedImage;
  /** Extra tags that do not name this image yet. */
  readonly missingTags: readonly Tag[];
}

export interface LookupPlace {
  readonly uri: RepositoryUri;
  readonly tagMutability: string;
  readonly tagMutabilityExclusions: readonly string[];
}

/**
 * One GET a tag, in parallel. The content tag is believed only when its manifest has the very config that was built.
 * @throws TAG_IMMUTABLE when a tag names another image and may not move.
 */
export async function findImage(
  imageId: Digest,
  extraTags: readonly Tag[],
  repository: LookupPlace | undefined,
  registry: ImageRegistry,
  credentials: RegistryCredentials,
): Promise<ImageLookup> {
  const tag = contentTag(imageId);
  const others = extraTags.filter((extra) => extra !== tag);
  if (!repository) return { contentTag: tag, missingTags: others };
  const read = (wanted: Tag) => registry.readManifest(repository.uri, wanted, credentials);
  const [own, ...named] = await Promise.all([read(tag), ...others.map(read)]);
  const present = own && matching(own, imageId);
  const moving = others.flatMap((extra, index) => {
    const stored = named[index];
    if (stored && (stored.digest === own?.digest || matching(stored, imageId))) return [];
    return [{ tag: extra, stored }];
  });
  if (own && !present) moving.push({ tag, stored: own });
  for (const { tag: moved, stored } of moving)
    if (stored) requireMovable(moved, stored.digest, imageId, repository);
  return {
    contentTag: tag,
    ...(present && { present }),
    missingTags: moving.map((item) => item.tag).filter((item) => item !== tag),
  };
}

function matching(stored: StoredManifest, imageId: Digest): TaggedImage | undefined {
  const manifest = parseManifest(stored.bytes, stored.mediaType);
  if (manifest.kind !== 'manifest') return undefined;
  const same = manifest.config.digest === imageId || manifest.digest === imageId;
  return same ? { manifest, stored } : undefined;
}

function requireMovable(tag: Tag, digest: Digest, imageId: Digest, repository: LookupPlace): void {
  if (tagMayMove(tag, repository.tagMutability, repository.tagMutabilityExclusions)) return;
  throw new AppError({
    code: 'TAG_IMMUTABLE',
    message: `Tag ${tag} in ${repository.uri} names ${digest}, not the image just built (${imageId}), and the repository does not let tags move. Nothing was changed.`,
    suggestions: [
      'Leave out --tag: the tag made from the content never collides.',
      'Or choose a new tag, for example --tag "$(git rev-parse --short HEAD)".',
    ],
    details: { repository: repository.uri, tag, existingDigest: digest, imageId },
  });
}
