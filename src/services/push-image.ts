/** Brings the image into the repository under its tags and makes sure that what is there is what Lambda takes. */
import type { Architecture } from '../domain/architecture.js';
import { type Digest, shortDigest } from '../domain/digest.js';
import { checkManifest } from '../domain/image-checks.js';
import { compressedBytes } from '../domain/image-manifest.js';
import { type ImageUri, imageUri, type Tag } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { StoredImage } from './candidate.js';
import { stopOnErrors } from './check-image.js';
import type { DeployDeps } from './deploy-deps.js';
import type { PushReport, PushTask, SentImage } from './push-task.js';
import { sendContent } from './send-content.js';
import { sendFromEngine } from './send-from-engine.js';

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

type PushDeps = Pick<DeployDeps, 'engine' | 'registry' | 'repositories' | 'archives' | 'effects'>;

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
    : await send(task, deps, report, signal);
  const { manifest, stored } = sent.image;
  const subject = `The image ${shortDigest(manifest.digest)} in ${repository}`;
  for (const finding of stopOnErrors(checkManifest(manifest), subject, 'Lambda was not called.'))
    report.warn(finding);
  for (const tag of [...sent.untagged, ...lookup.missingTags]) {
    await deps.registry.putManifest(repository, tag, stored, credentials);
    deps.effects.did(`tagged ${shortDigest(manifest.digest)} as ${tag}`);
  }
  if (lookup.revisionTag) await putRevisionTag(lookup.revisionTag, sent.image, task, deps, report);
  return {
    tag: lookup.tag,
    digest: manifest.digest,
    uri: imageUri(repository, manifest.digest),
    architecture,
    compressedBytes: compressedBytes(manifest),
    layers: { total: manifest.layers.length, pushed: sent.layers },
  };
}

/** Somebody may have put it on another image of the same commit meanwhile: then it stays there. */
async function putRevisionTag(
  tag: Tag,
  { manifest, stored }: StoredImage,
  { repository, credentials }: PushTask,
  { registry, effects }: PushDeps,
  { note }: PushReport,
): Promise<void> {
  try {
    await registry.putManifest(repository, tag, stored, credentials);
    effects.did(`tagged ${shortDigest(manifest.digest)} as ${tag}`);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'TAG_IMMUTABLE') throw error;
    note(`${tag} names another image of the same commit`);
  }
}

async function send(
  task: PushTask,
  deps: PushDeps,
  report: PushReport,
  signal: AbortSignal,
): Promise<SentImage> {
  const { origin } = task.candidate;
  if (origin.kind === 'stored') return { image: origin.image, layers: 0, untagged: [] };
  return origin.kind === 'content'
    ? sendContent(origin.content, task, deps, report.onEvent, signal)
    : sendFromEngine(origin.image, task, deps, report, signal);
}
