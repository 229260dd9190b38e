/** Brings the built image into the repository under its tags and makes sure that what is there is what Lambda takes. */
import { type Architecture, platformOf } from '../domain/architecture.js';
import { type Digest, shortDigest } from '../domain/digest.js';
import { checkManifest } from '../domain/image-checks.js';
import { compressedBytes, type ImageManifest, parseManifest, selectChild } from '../domain/image-manifest.js';
import {
  type ImageUri,
  imageUri,
  parseTag,
  type RepositoryUri,
  type Tag,
} from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { LocalImage, PushEvent, RegistryCredentials } from '../ports/container-engine.js';
import type { ImageRegistry, StoredManifest } from '../ports/image-registry.js';
import { stopOnErrors } from './check-image.js';
import type { DeployDeps } from './deploy-deps.js';
import type { ImageLookup, TaggedImage } from './find-image.js';

/** The image as Lambda will run it. */
export interface PushedImage {
  readonly tag: Tag;
  /** Of a single manifest, never of an index. */
  readonly digest: Digest;
  readonly uri: ImageUri;
  readonly architecture: Architecture;
  readonly compressedBytes: number;
  readonly layers: { readonly total: number; readonly pushed: number };
}

export interface PushTask {
  readonly image: LocalImage;
  readonly lookup: ImageLookup;
  readonly repository: RepositoryUri;
  readonly architecture: Architecture;
  readonly credentials: RegistryCredentials;
}

type PushDeps = Pick<DeployDeps, 'engine' | 'registry' | 'effects'>;

/**
 * Pushes only what is missing: nothing when the content tag already names this image. Extra tags are put on the very same
 * bytes, so that the digest stays. @throws PUSH_FAILED, DIGEST_MISMATCH, IMAGE_UNSUITABLE, IMAGE_IS_INDEX, TAG_IMMUTABLE, INTERRUPTED
 */
export async function pushImage(
  task: PushTask,
  deps: PushDeps,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<PushedImage> {
  const { lookup, repository, architecture, credentials } = task;
  const { tagged, pushed } = lookup.present
    ? { tagged: lookup.present, pushed: 0 }
    : await pushThroughEngine(task, deps, onEvent, signal);
  stopOnErrors(
    checkManifest(tagged.manifest),
    `The image ${shortDigest(tagged.manifest.digest)} in ${repository}`,
  );
  for (const tag of lookup.missingTags) {
    await deps.registry.putManifest(repository, tag, tagged.stored, credentials);
    deps.effects.did(`tagged ${shortDigest(tagged.manifest.digest)} as ${tag}`);
  }
  const { manifest } = tagged;
  return {
    tag: lookup.contentTag,
    digest: manifest.digest,
    uri: imageUri(repository, manifest.digest),
    architecture,
    compressedBytes: compressedBytes(manifest),
    layers: { total: manifest.layers.length, pushed },
  };
}

async function pushThroughEngine(
  { image, lookup, repository, architecture, credentials }: PushTask,
  { engine, registry, effects }: PushDeps,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<{ tagged: TaggedImage; pushed: number }> {
  const tag = lookup.contentTag;
  const container = await engine();
  const pushed = await container.push(
    { imageId: image.id, repository, tag, platform: platformOf(architecture), credentials },
    onEvent,
    signal,
  );
  effects.did(`pushed ${repository}:${tag} (${shortDigest(pushed.digest)})`);
  const stored = await readBack(repository, tag, pushed.digest, registry, credentials);
  const manifest = parseManifest(stored.bytes, stored.mediaType);
  if (manifest.kind === 'manifest') return { tagged: { manifest, stored }, pushed: pushed.layers.pushed };
  const child = await tagChild(
    selectChild(manifest, architecture).digest,
    repository,
    parseTag(`${tag}-${architecture}`),
    registry,
    credentials,
  );
  effects.did(`tagged the ${architecture} image of that index`);
  return { tagged: child, pushed: pushed.layers.pushed };
}

/** The registry's own word on what the tag names. */
async function readBack(
  repository: RepositoryUri,
  tag: Tag,
  digest: Digest,
  registry: ImageRegistry,
  credentials: RegistryCredentials,
): Promise<StoredManifest> {
  const stored = await registry.readManifest(repository, tag, credentials);
  if (stored?.digest === digest) return stored;
  throw new AppError({
    code: 'DIGEST_MISMATCH',
    message: `The engine pushed ${repository}:${tag} as ${digest}, but the registry says it is ${stored?.digest ?? 'missing'}. Lambda was not called.`,
    suggestions: [
      'Somebody else pushes this tag at the same time; run the command again when they are done.',
    ],
    details: { repository, tag, pushed: digest, found: stored?.digest ?? null },
  });
}

/** Lambda refuses an index; its child gets a tag of its own so that clean-ups do not take it for garbage. */
async function tagChild(
  digest: Digest,
  repository: RepositoryUri,
  tag: Tag,
  registry: ImageRegistry,
  credentials: RegistryCredentials,
): Promise<TaggedImage> {
  const stored = await registry.readManifest(repository, digest, credentials);
  const manifest: ImageManifest | undefined = stored && asManifest(stored);
  if (!stored || !manifest) {
    throw new AppError({
      code: 'IMAGE_NOT_FOUND',
      message: `The index in ${repository} names ${digest}, which the registry does not have.`,
    });
  }
  await registry.putManifest(repository, tag, stored, credentials);
  return { manifest, stored };
}

function asManifest(stored: StoredManifest): ImageManifest | undefined {
  const manifest = parseManifest(stored.bytes, stored.mediaType);
  return manifest.kind === 'manifest' ? manifest : undefined;
}
