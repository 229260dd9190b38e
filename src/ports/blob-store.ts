/** Writes to an OCI registry without a container engine: blobs first, then the manifest that names them. */
import type { Digest } from '../domain/digest.js';
import type { RepositoryName, RepositoryUri } from '../domain/image-reference.js';
import type { RegistryCredentials } from './container-engine.js';

/** A layer or config that can be read again from any byte, so that an upload can be resumed. */
export interface BlobSource {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** Streams from this byte on; opened again after a broken connection. */
  open(offset: number): AsyncIterable<Uint8Array>;
}

export interface BlobPush {
  readonly repository: RepositoryUri;
  readonly credentials: RegistryCredentials;
  /** A repository of the same registry that may hold the blob: it is then taken over without sending it. */
  readonly mountFrom?: RepositoryName;
  /** Bytes the registry has of this blob so far; falls back when an upload has to start again. */
  readonly onProgress?: (sent: number) => void;
}

export type BlobOutcome = 'exists' | 'mounted' | 'uploaded';

export interface BlobStore {
  /** One HEAD. @throws ACCESS_DENIED, REPOSITORY_NOT_FOUND, REMOTE_UNAVAILABLE */
  hasBlob(repository: RepositoryUri, digest: Digest, credentials: RegistryCredentials): Promise<boolean>;
  /**
   * Makes the repository hold the blob: looked for first, mounted where possible, else streamed, and resumed after a broken
   * connection. Repeatable. Calls may be made all at once: only a few uploads run at a time, and no blob is held in memory.
   * @throws PUSH_FAILED, DIGEST_MISMATCH, ACCESS_DENIED, REPOSITORY_NOT_FOUND, REMOTE_UNAVAILABLE, INTERRUPTED
   */
  pushBlob(source: BlobSource, push: BlobPush): Promise<BlobOutcome>;
  /**
   * Streams a blob of any size, from a byte on. From the first byte on the stream fails when the bytes are not the digest's; from a
   * later one only the whole can be judged, by whoever has it. @throws IMAGE_NOT_FOUND, ACCESS_DENIED
   */
  openBlob(
    repository: RepositoryUri,
    digest: Digest,
    credentials: RegistryCredentials,
    offset?: number,
  ): Promise<AsyncIterable<Uint8Array>>;
}
