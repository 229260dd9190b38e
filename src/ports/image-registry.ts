/** Reads of an OCI registry: what a tag names, and the bytes behind it. Implemented over HTTP. */
import type { Digest } from '../domain/digest.js';
import type { RepositoryUri, Tag } from '../domain/image-reference.js';
import type { RegistryCredentials } from './container-engine.js';

export interface StoredManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  /** Exactly as served; the digest is theirs. */
  readonly bytes: Uint8Array;
}

export interface ImageRegistry {
  /** Undefined when tag, digest or repository does not exist. One GET. @throws ACCESS_DENIED, CREDENTIALS_REFUSED, REMOTE_UNAVAILABLE, DIGEST_MISMATCH, INTERRUPTED */
  readManifest(
    repository: RepositoryUri,
    reference: Tag | Digest,
    credentials: RegistryCredentials,
  ): Promise<StoredManifest | undefined>;
  /** A small blob such as an image config; refuses more than 8 MiB. @throws IMAGE_NOT_FOUND, DIGEST_MISMATCH */
  readBlob(repository: RepositoryUri, digest: Digest, credentials: RegistryCredentials): Promise<Uint8Array>;
  /**
   * Stores the bytes as they are under a tag: how an index's child gets a tag of its own. Repeatable, also on an
   * immutable tag. @throws TAG_IMMUTABLE, PUSH_FAILED, REPOSITORY_NOT_FOUND, DIGEST_MISMATCH and those of `readManifest`
   */
  putManifest(
    repository: RepositoryUri,
    reference: Tag | Digest,
    manifest: StoredManifest,
    credentials: RegistryCredentials,
  ): Promise<Digest>;
}
