/** Content-addressed bytes on disk. */
import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Digest, digestHex, digestOf } from '../domain/digest.js';
import { type BlobUploads, openUploads } from './blob-uploads.js';
import { ifPresent } from './if-present.js';

/** Positions of the first and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface Blobs extends BlobUploads {
  /** Bytes of a stored blob; undefined when there is none. */
  size(digest: Digest): Promise<number | undefined>;
  /** Streams a stored blob or a part of it. The stream fails with ENOENT when there is none. */
  read(digest: Digest, range?: ByteRange): Readable;
  /** A small blob (manifest, image config) whole; undefined when there is none. */
  load(digest: Digest): Promise<Buffer | undefined>;
  /** Stores small content at once. Repeatable. */
  save(bytes: Uint8Array): Promise<Digest>;
}

export interface BlobOptions {
  /** Milliseconds an upload is kept that nobody touches; default a day. */
  readonly sweepAge?: number;
  /**
   * Milliseconds a request waits for another one on the same upload; default 2000. A client that resumes is often faster than
   * the news that its first connection is gone.
   */
  readonly patience?: number;
}

const defaults = { sweepAge: 24 * 60 * 60 * 1000, patience: 2000 };

/**
 * Opens (or creates) the blobs of a folder and removes uploads that nobody touched for long.
 * Durable against a kill of the process, not of the machine: written pages belong to the system, so nothing is synced.
 */
export function openBlobs(folder: string, options: BlobOptions = {}): Blobs {
  const { sweepAge, patience } = { ...defaults, ...options };
  const uploadFolder = join(folder, 'uploads');
  mkdirSync(uploadFolder, { recursive: true });
  sweep(uploadFolder, Date.now() - sweepAge);
  const blobPath = (digest: Digest): string => {
    const hex = digestHex(digest);
    return join(folder, 'sha256', hex.slice(0, 2), hex);
  };
  const keep = async (path: string, digest: Digest): Promise<void> => {
    await mkdir(dirname(blobPath(digest)), { recursive: true });
    await rename(path, blobPath(digest));
  };
  return {
    size: async (digest) => (await ifPresent(stat(blobPath(digest))))?.size,
    read: (digest, range) => createReadStream(blobPath(digest), range),
    load: (digest) => ifPresent(readFile(blobPath(digest))),
    async save(bytes) {
      const digest = digestOf(bytes);
      const path = join(uploadFolder, randomUUID());
      await writeFile(path, bytes);
      await keep(path, digest);
      return digest;
    },
    ...openUploads(uploadFolder, keep, patience),
  };
}

function sweep(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < before) rmSync(path, { force: true });
  }
}
