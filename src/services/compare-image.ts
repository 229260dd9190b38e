/** Says, without sending anything, how the image differs from those that the functions run now. */
import type { FunctionView } from '../domain/deploy-plan.js';
import type { Digest } from '../domain/digest.js';
import { compressedBytes, parseImageConfig, parseManifest } from '../domain/image-manifest.js';
import type { RepositoryUri } from '../domain/image-reference.js';
import type { RegistryCredentials } from '../ports/container-engine.js';
import type { ImageRegistry } from '../ports/image-registry.js';
import type { Candidate } from './candidate.js';
import type { ImageLookup } from './find-image.js';
import type { Observation } from './observe.js';

export interface ImageComparison {
  /** As stored; null when that is known only once the image is pushed. */
  readonly compressedBytes: number | null;
  readonly layers: {
    readonly total: number;
    /**
     * Layers that no image has which the functions run now; those of other images may be in the repository too. Null when
     * there is nothing to compare with.
     */
    readonly toPush: number | null;
  };
  /** What the functions run now, each image once. */
  readonly replaces: readonly { readonly digest: Digest; readonly compressedBytes: number }[];
}

interface StoredLayers {
  readonly digest: Digest;
  readonly compressedBytes: number;
  readonly diffIds: readonly string[];
}

/** Two GETs for each image that the functions run now, all at the same time. */
export async function compareImage(
  candidate: Candidate,
  { present }: ImageLookup,
  { repository, authorization, functions }: Observation,
  registry: ImageRegistry,
): Promise<ImageComparison> {
  const digests = repository ? runningDigests(Object.values(functions), repository.uri) : [];
  const found = await Promise.all(
    digests.map((digest) => readLayers(digest, repository?.uri, registry, authorization.credentials)),
  );
  const running = found.filter((layers) => layers !== undefined);
  const own = present?.manifest;
  return {
    compressedBytes: own ? compressedBytes(own) : null,
    layers: {
      total: candidate.facts.layerCount,
      toPush: own ? 0 : layersToPush(diffIdsOf(candidate), running, repository !== undefined),
    },
    replaces: running
      .filter(({ digest }) => digest !== own?.digest)
      .map(({ digest, compressedBytes: bytes }) => ({ digest, compressedBytes: bytes })),
  };
}

function layersToPush(
  diffIds: readonly string[],
  running: readonly StoredLayers[],
  exists: boolean,
): number | null {
  if (diffIds.length === 0 || (exists && running.length === 0)) return null;
  const there = new Set(running.flatMap((image) => image.diffIds));
  return diffIds.filter((id) => !there.has(id)).length;
}

function diffIdsOf({ origin }: Candidate): readonly string[] {
  if (origin.kind === 'engine') return origin.image.diffIds;
  return origin.kind === 'content' ? origin.content.config.diffIds : [];
}

/** Those from this very repository: what others hold does not spare a layer here. */
function runningDigests(views: readonly FunctionView[], uri: RepositoryUri): Digest[] {
  const latest = views.map((view) => view.latest);
  const here = latest.filter(({ imageUri = '' }) => imageUri.replace(/[@:][^/]*$/, '') === uri);
  return [...new Set(here.map(({ codeSha256 }) => `sha256:${codeSha256}` as Digest))];
}

/** Undefined when the image is gone, or is an index. */
async function readLayers(
  digest: Digest,
  uri: RepositoryUri | undefined,
  registry: ImageRegistry,
  credentials: RegistryCredentials,
): Promise<StoredLayers | undefined> {
  const stored = uri && (await registry.readManifest(uri, digest, credentials));
  const manifest = stored && parseManifest(stored.bytes, stored.mediaType);
  if (!uri || manifest?.kind !== 'manifest') return undefined;
  const { diffIds } = parseImageConfig(await registry.readBlob(uri, manifest.config.digest, credentials));
  return { digest, compressedBytes: compressedBytes(manifest), diffIds };
}
