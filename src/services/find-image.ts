/** Looks what the repository already holds of an image, so that only the rest is sent. */
import type { Architecture } from '../domain/architecture.js';
import { contentTag } from '../domain/content-tag.js';
import type { Digest } from '../domain/digest.js';
import { parseManifest } from '../domain/image-manifest.js';
import { parseTag, type RepositoryUri, type Tag } from '../domain/image-reference.js';
import { tagMayMove } from '../domain/tag-mutability.js';
import { AppError } from '../errors/app-error.js';
import type { RegistryCredentials } from '../ports/container-engine.js';
import type { ImageRegistry, StoredManifest } from '../ports/image-registry.js';
import type { Candidate, StoredImage } from './candidate.js';
import { readImage } from './resolve-reference.js';

export interface ImageLookup {
  /** The tag that names this image and no other: made from its content, or the one it was asked for by. */
  readonly tag: Tag;
  /** Missing when the image has to be pushed. */
  readonly present?: StoredImage;
  /** Extra tags that do not name this image yet. */
  readonly missingTags: readonly Tag[];
  /** Names the commit of a new image. Nobody asked for it, so it fails nothing. */
  readonly revisionTag?: Tag;
}

export interface LookupPlace {
  readonly uri: RepositoryUri;
  readonly tagMutability: string;
  readonly tagMutabilityExclusions: readonly string[];
  /** Of another account: nothing may be put there. */
  readonly foreign?: true;
}

export interface LookupRequest {
  readonly candidate: Candidate;
  readonly architecture: Architecture;
  readonly extraTags: readonly Tag[];
  /** Undefined when the repository does not exist yet. */
  readonly repository: LookupPlace | undefined;
  readonly credentials: RegistryCredentials;
}

interface TagView {
  readonly tag: Tag;
  readonly stored: StoredManifest | undefined;
}

/**
 * One GET a tag, in parallel; an image that is stored already costs none of its own. The content tag is believed only when
 * its manifest has the very config of the candidate. @throws TAG_IMMUTABLE when a tag names another image and may not move
 */
export async function findImage(request: LookupRequest, registry: ImageRegistry): Promise<ImageLookup> {
  const { candidate, repository, extraTags, credentials } = request;
  const { origin } = candidate;
  if (repository?.foreign && extraTags.length > 0) throw foreignTags(repository, extraTags);
  const tag = ownTag(request);
  const others = [...new Set(extraTags)].filter((extra) => extra !== tag);
  if (!repository) return { tag, missingTags: others };
  const view = async (wanted: Tag): Promise<TagView> => ({
    tag: wanted,
    stored: await registry.readManifest(repository.uri, wanted, credentials),
  });
  const stored = origin.kind === 'stored' ? origin : undefined;
  // An image that was found by its reference needs no tag of its own, unless an index stands between.
  const own = stored && (!stored.ofIndex || repository.foreign) ? undefined : view(tag);
  const [mine, ...named] = await Promise.all([own, ...others.map(view)]);
  const present =
    stored?.image ?? (mine?.stored && (await matching(mine.stored, request, repository, registry)));
  const lacks = (item: TagView) => !names(item.stored, candidate, present);
  const wrong = named.filter(lacks);
  const mineLacks = mine !== undefined && (stored ? lacks(mine) : !present);
  for (const item of mineLacks ? [mine, ...wrong] : wrong) requireMovable(item, candidate.id, repository);
  return {
    tag,
    ...(present && { present }),
    missingTags: [...(stored && mineLacks ? [tag] : []), ...wrong.map((item) => item.tag)],
  };
}

/** An index's child gets a tag of its own, so that clean-ups do not take it for garbage. */
function ownTag({ candidate: { id, origin }, architecture, repository }: LookupRequest): Tag {
  if (origin.kind === 'stored' && origin.ofIndex && !repository?.foreign)
    return parseTag(`${contentTag(id)}-${architecture}`);
  return origin.kind === 'stored' && origin.tag ? origin.tag : contentTag(id);
}

/** The image under the content tag, when it is the candidate: by its config, or by the index that a containerd store calls its id. */
async function matching(
  stored: StoredManifest,
  { candidate, architecture, credentials }: LookupRequest,
  { uri }: LookupPlace,
  registry: ImageRegistry,
): Promise<StoredImage | undefined> {
  const manifest = parseManifest(stored.bytes, stored.mediaType);
  if (manifest.kind === 'manifest') {
    const same = manifest.config.digest === candidate.id || manifest.digest === candidate.id;
    return same ? { manifest, stored } : undefined;
  }
  if (manifest.digest !== candidate.id) return undefined;
  return (await readImage(uri, manifest.digest, architecture, registry, credentials)).image;
}

function names(
  stored: StoredManifest | undefined,
  { id }: Candidate,
  present: StoredImage | undefined,
): boolean {
  if (!stored) return false;
  if (stored.digest === present?.manifest.digest || stored.digest === id) return true;
  const manifest = parseManifest(stored.bytes, stored.mediaType);
  return manifest.kind === 'manifest' && manifest.config.digest === id;
}

function foreignTags({ uri }: LookupPlace, tags: readonly Tag[]): AppError {
  return new AppError({
    code: 'USAGE',
    message: `${uri} belongs to another account, so it gets no tag from here (${tags.join(', ')}). Nothing was changed.`,
    suggestions: [
      'Leave out --tag.',
      `Or copy the image into a repository of your own: lading push --from ${uri}@sha256:…`,
    ],
    details: { repository: uri, tags: [...tags] },
  });
}

function requireMovable({ tag, stored }: TagView, id: Digest, repository: LookupPlace): void {
  if (!stored || tagMayMove(tag, repository.tagMutability, repository.tagMutabilityExclusions)) return;
  throw new AppError({
    code: 'TAG_IMMUTABLE',
    message: `Tag ${tag} in ${repository.uri} names ${stored.digest}, not the image to deploy (${id}), and the repository does not let tags move. Nothing was changed.`,
    suggestions: [
      'Leave out --tag: the tag made from the content never collides.',
      'Or choose a new tag, for example --tag "$(git rev-parse --short HEAD)".',
    ],
    details: { repository: repository.uri, tag, existingDigest: stored.digest, image: id },
  });
}
