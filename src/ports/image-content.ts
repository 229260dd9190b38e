/** An image that is outside of the engine and of the repository, and can be brought there blob by blob. */
import type { Digest } from '../domain/digest.js';
import type { ImageConfigFile } from '../domain/image-manifest.js';
import type { BlobSource } from './blob-store.js';
import type { StoredManifest } from './image-registry.js';

export interface ImageContent {
  /** The manifest's digest where the manifest is fixed already, else that of the config: the same from run to run. */
  readonly id: Digest;
  readonly config: ImageConfigFile;
  /** Sum of the layers as unpacked, where that is known without unpacking them. */
  readonly uncompressedBytes?: number;
  /** References under which a registry may hold its blobs already, so that they can be mounted from there. */
  readonly names: readonly string[];
  /**
   * Makes everything ready to be sent, and checks what can be checked before: digests, and layers against the config. Done
   * once; asked again it gives the same answer. May write temporary files.
   * @throws ARCHIVE_INVALID, DISK_UNWRITABLE, INTERRUPTED
   */
  pack(onProgress: (done: number, total: number) => void, signal: AbortSignal): Promise<PackedImage>;
}

export interface PackedImage {
  readonly manifest: StoredManifest;
  /** The config and the layers, each blob once. */
  readonly blobs: readonly BlobSource[];
}
