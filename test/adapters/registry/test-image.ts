/** Small images made in memory, and blobs that can be read again from any byte. */
import { randomBytes } from 'node:crypto';
import { type Digest, digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import type { BlobSource } from '../../../src/ports/blob-store.js';
import type { StoredManifest } from '../../../src/ports/image-registry.js';

const chunkSize = 64 * 1024;

export interface TestBlob extends BlobSource {
  readonly bytes: Buffer;
  /** Offsets it was opened at. */
  readonly opened: number[];
}

export function blobOf(bytes: Buffer): TestBlob {
  const opened: number[] = [];
  return {
    bytes,
    opened,
    digest: digestOf(bytes),
    size: bytes.byteLength,
    async *open(offset) {
      opened.push(offset);
      for (let at = offset; at < bytes.byteLength; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
    },
  };
}

/** Random, so that no other test's registry has it. */
export function randomBlob(size: number): TestBlob {
  return blobOf(randomBytes(size));
}

export interface TestImage {
  readonly config: TestBlob;
  readonly layer: TestBlob;
  readonly manifest: StoredManifest;
}

export function imageOf(layer: TestBlob, entryPoint: readonly string[] = []): TestImage {
  const config = blobOf(
    Buffer.from(
      JSON.stringify({
        os: 'linux',
        architecture: 'amd64',
        config: { Entrypoint: entryPoint },
        rootfs: { type: 'layers', diff_ids: [layer.digest] },
      }),
    ),
  );
  const bytes = Buffer.from(
    // Indented on purpose: a client that writes JSON anew would change the digest.
    JSON.stringify(
      {
        schemaVersion: 2,
        mediaType: mediaTypes.dockerManifest,
        config: { mediaType: mediaTypes.dockerConfig, digest: config.digest, size: config.size },
        layers: [
          {
            mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
            digest: layer.digest,
            size: layer.size,
          },
        ],
      },
      null,
      3,
    ),
  );
  return {
    config,
    layer,
    manifest: { digest: digestOf(bytes), mediaType: mediaTypes.dockerManifest, bytes },
  };
}

export const absentDigest: Digest = digestOf('nowhere');
