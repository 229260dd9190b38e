/** The layers of an image that is not in the engine, each to be opened when it is needed. */
import type { Descriptor, ImageManifest } from '../domain/image-manifest.js';
import type { RepositoryUri } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { RegistryCredentials } from '../ports/container-engine.js';
import type { PackedImage } from '../ports/image-content.js';

export interface LayerSource {
  readonly mediaType: string;
  /** Bytes as stored. */
  readonly size: number;
  open(): Promise<AsyncIterable<Uint8Array>>;
}

/** Lowest first, as manifests list them. Each costs one GET when it is opened. */
export function layersInRegistry(
  manifest: ImageManifest,
  repository: RepositoryUri,
  credentials: RegistryCredentials,
  blobs: BlobStore,
): LayerSource[] {
  return manifest.layers.map((layer) => ({
    ...layer,
    open: () => blobs.openBlob(repository, layer.digest, credentials),
  }));
}

/** Lowest first. @throws ARCHIVE_INVALID when one is opened that the archive does not hold */
export function layersOfContent(manifest: ImageManifest, { blobs }: PackedImage): LayerSource[] {
  return manifest.layers.map((layer) => ({ ...layer, open: async () => openPacked(layer, blobs) }));
}

function openPacked({ digest }: Descriptor, blobs: PackedImage['blobs']): AsyncIterable<Uint8Array> {
  const blob = blobs.find((candidate) => candidate.digest === digest);
  if (blob) return blob.open(0);
  throw new AppError({ code: 'ARCHIVE_INVALID', message: `The archive does not hold the layer ${digest}.` });
}
