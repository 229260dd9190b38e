/** Sends an image to the repository blob by blob, through our own client of registries. */
import { type Digest, shortDigest } from '../domain/digest.js';
import { checkManifest } from '../domain/image-checks.js';
import { type ImageManifest, parseManifest } from '../domain/image-manifest.js';
import { parseImageReference, type RepositoryName, type RepositoryUri } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import { stopIfAborted } from '../errors/stop-if-aborted.js';
import type { BlobOutcome, BlobSource } from '../ports/blob-store.js';
import type { PushEvent } from '../ports/container-engine.js';
import type { ImageContent, PackedImage } from '../ports/image-content.js';
import { stopOnErrors } from './check-image.js';
import type { DeployDeps } from './deploy-deps.js';
import type { PushTask, SentImage } from './push-task.js';

/**
 * Everything that can go wrong before the first byte is sent: damaged layers, no room for temporary files, a manifest that
 * Lambda refuses. Repeatable. @throws ARCHIVE_INVALID, DISK_UNWRITABLE, IMAGE_UNSUITABLE, INTERRUPTED
 */
export async function packContent(
  content: ImageContent,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<PackedImage> {
  const packed = await content.pack(onProgress, signal);
  const manifest = manifestOf(packed);
  stopOnErrors(checkManifest(manifest), `The image ${shortDigest(manifest.digest)}`, 'Nothing was changed.');
  return packed;
}

/**
 * The blobs at the same time, then the manifest under the tag. A blob that is there is not sent, one that another repository of
 * the registry has is mounted, and a broken connection is taken up where it broke.
 * @throws PUSH_FAILED, DIGEST_MISMATCH, ACCESS_DENIED, TAG_IMMUTABLE, REMOTE_UNAVAILABLE, INTERRUPTED
 */
export async function sendContent(
  content: ImageContent,
  task: PushTask,
  { registry, effects }: Pick<DeployDeps, 'registry' | 'effects'>,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<SentImage> {
  const { repository, credentials, lookup } = task;
  const packed = await packContent(content, () => undefined, signal);
  const manifest = manifestOf(packed);
  const mountFrom = mountSource(content.names, repository);
  const outcomes = await sendAll(packed.blobs, onEvent, signal, (blob, onProgress) =>
    registry.pushBlob(blob, { repository, credentials, onProgress, ...(mountFrom && { mountFrom }) }),
  );
  await registry.putManifest(repository, lookup.tag, packed.manifest, credentials);
  effects.did(`pushed ${repository}:${lookup.tag} (${shortDigest(manifest.digest)})`);
  const layers = new Set(manifest.layers.map(({ digest }) => digest));
  return {
    image: { manifest, stored: packed.manifest },
    layers: [...layers].filter((digest) => outcomes.get(digest) === 'uploaded').length,
    untagged: [],
  };
}

/** The first failure ends the others: their sources run dry instead of going on behind an error that is already shown. */
async function sendAll(
  blobs: readonly BlobSource[],
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
  send: (blob: BlobSource, onProgress: (sent: number) => void) => Promise<BlobOutcome>,
): Promise<Map<Digest, BlobOutcome>> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const outcomes = new Map<Digest, BlobOutcome>();
  let first: { readonly error: unknown } | undefined;
  const sendings = blobs.map(async (blob) => {
    const { digest, size } = blob;
    const tell = (status: PushEvent['status'], current: number): void =>
      onEvent({ layer: shortDigest(digest), status, current, total: size });
    try {
      stopIfAborted(either);
      const outcome = await send(stoppable(blob, either), (sent) => tell('pushing', sent));
      tell(outcome === 'uploaded' ? 'pushed' : outcome, size);
      outcomes.set(digest, outcome);
    } catch (error) {
      first ??= { error };
      stop.abort();
    }
  });
  await Promise.all(sendings);
  if (first) throw first.error;
  return outcomes;
}

function stoppable(blob: BlobSource, signal: AbortSignal): BlobSource {
  return {
    ...blob,
    async *open(offset) {
      for await (const chunk of blob.open(offset)) {
        stopIfAborted(signal);
        yield chunk;
      }
    },
  };
}

/** A repository of the same registry under whose name the image is known. */
function mountSource(names: readonly string[], repository: RepositoryUri): RepositoryName | undefined {
  const target = parseImageReference(repository);
  return names
    .map(readName)
    .find((name) => name?.host === target.host && name.repository !== target.repository)?.repository;
}

/** Archives may carry any text as a name. */
function readName(name: string): ReturnType<typeof parseImageReference> | undefined {
  try {
    return parseImageReference(name);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function manifestOf({ manifest: { bytes, mediaType, digest } }: PackedImage): ImageManifest {
  const parsed = parseManifest(bytes, mediaType);
  if (parsed.kind === 'manifest') return parsed;
  throw new AppError({ code: 'INTERNAL', message: `${digest} was packed as one image and is an index.` });
}
