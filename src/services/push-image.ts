/** Brings the built image into the repository under its tags and makes sure that what is there is what Lambda takes. */
import { type Architecture, platformOf } from '../domain/architecture.js';
import { type Digest, shortDigest } from '../domain/digest.js';
import { checkManifest } from '../domain/image-checks.js';
import { compressedBytes } from '../domain/image-manifest.js';
import {
  type ImageUri,
  imageUri,
  parseTag,
  type RepositoryUri,
  type Tag,
} from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { LocalImage, PushEvent, RegistryCredentials } from '../ports/container-engine.js';
import type { Candidate, StoredImage } from './candidate.js';
import { stopOnErrors } from './check-image.js';
import type { DeployDeps } from './deploy-deps.js';
import type { ImageLookup } from './find-image.js';
import { readImageIn } from './resolve-reference.js';

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
  readonly candidate: Candidate;
  readonly lookup: ImageLookup;
  readonly repository: RepositoryUri;
  readonly architecture: Architecture;
  readonly credentials: RegistryCredentials;
}

export interface PushReport {
  readonly onEvent: (event: PushEvent) => void;
  /** Told what Lambda may not like although it takes it. */
  readonly warn: (text: string) => void;
}

type PushDeps = Pick<DeployDeps, 'engine' | 'registry' | 'effects'>;

/**
 * Pushes only what is missing: nothing when the content tag already names this image. Extra tags are put on the very same
 * bytes, so that the digest stays. @throws PUSH_FAILED, DIGEST_MISMATCH, IMAGE_UNSUITABLE, IMAGE_IS_INDEX, TAG_IMMUTABLE, INTERRUPTED
 */
export async function pushImage(
  task: PushTask,
  deps: PushDeps,
  report: PushReport,
  signal: AbortSignal,
): Promise<PushedImage> {
  const { lookup, repository, architecture, credentials } = task;
  const sent = lookup.present
    ? { image: lookup.present, layers: 0, untagged: [] }
    : await send(task, deps, report.onEvent, signal);
  const { manifest, stored } = sent.image;
  const subject = `The image ${shortDigest(manifest.digest)} in ${repository}`;
  for (const { message } of stopOnErrors(checkManifest(manifest), subject, 'Lambda was not called.'))
    report.warn(message);
  for (const tag of [...sent.untagged, ...lookup.missingTags]) {
    await deps.registry.putManifest(repository, tag, stored, credentials);
    deps.effects.did(`tagged ${shortDigest(manifest.digest)} as ${tag}`);
  }
  return {
    tag: lookup.tag,
    digest: manifest.digest,
    uri: imageUri(repository, manifest.digest),
    architecture,
    compressedBytes: compressedBytes(manifest),
    layers: { total: manifest.layers.length, pushed: sent.layers },
  };
}

interface SentImage {
  readonly image: StoredImage;
  /** How many layers went over the wire. */
  readonly layers: number;
  /** Tags that it still needs: the child of an index has none. */
  readonly untagged: readonly Tag[];
}

async function send(
  task: PushTask,
  deps: PushDeps,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<SentImage> {
  const { origin } = task.candidate;
  if (origin.kind === 'stored') return { image: origin.image, layers: 0, untagged: [] };
  return sendThroughEngine(origin.image, task, deps, onEvent, signal);
}

async function sendThroughEngine(
  local: LocalImage,
  { lookup: { tag }, repository, architecture, credentials }: PushTask,
  { engine, registry, effects }: PushDeps,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<SentImage> {
  const container = await engine();
  const request = { imageId: local.id, repository, tag, platform: platformOf(architecture), credentials };
  const pushed = await container.push(request, onEvent, signal);
  effects.did(`pushed ${repository}:${tag} (${shortDigest(pushed.digest)})`);
  // The registry's own word on what the tag names now, never only the engine's.
  const top = await registry.readManifest(repository, tag, credentials);
  if (top?.digest !== pushed.digest) throw movedTag(repository, tag, pushed.digest, top?.digest);
  const { image, ofIndex } = await readImageIn(top, repository, architecture, registry, credentials);
  return {
    image,
    layers: pushed.layers.pushed,
    untagged: ofIndex ? [parseTag(`${tag}-${architecture}`)] : [],
  };
}

function movedTag(repository: RepositoryUri, tag: Tag, pushed: Digest, found: Digest | undefined): AppError {
  return new AppError({
    code: 'DIGEST_MISMATCH',
    message: `The engine pushed ${repository}:${tag} as ${pushed}, but the registry says it is ${found ?? 'missing'}. Lambda was not called.`,
    suggestions: [
      'Somebody else pushes this tag at the same time; run the command again when they are done.',
    ],
    details: { repository, tag, pushed, found: found ?? null },
  });
}
