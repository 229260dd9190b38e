/** A client of the OCI distribution API: manifests and blobs, read and written, over kept-alive connections. */
import type { BlobStore } from '../../ports/blob-store.js';
import type { ImageRegistry } from '../../ports/image-registry.js';
import { openBlob, readBlob } from './blob-download.js';
import { hasBlob, pushBlob } from './blob-upload.js';
import { createLimit } from './concurrency-limit.js';
import { createExchange } from './http-exchange.js';
import { putManifest, readManifest } from './manifest-requests.js';
import { createRegistryHttp } from './registry-http.js';

export interface RegistryClientOptions {
  /** Ends every request under way with INTERRUPTED. */
  readonly signal?: AbortSignal;
  /** Blobs sent at the same time; 4 unless told: more rarely helps one uplink. */
  readonly uploads?: number;
}

/** Opens no connection before a method is called; idle connections do not keep the process alive. */
export function createRegistryClient({
  signal,
  uploads = 4,
}: RegistryClientOptions = {}): ImageRegistry & BlobStore {
  const http = createRegistryHttp(createExchange(), signal);
  return {
    readManifest: readManifest(http),
    readBlob: readBlob(http),
    putManifest: putManifest(http),
    hasBlob: hasBlob(http),
    pushBlob: pushBlob(http, createLimit(uploads)),
    openBlob: openBlob(http),
  };
}
