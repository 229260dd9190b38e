/** Content-addressed bytes on disk, and the resumable uploads that become them. */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Digest, digestHex, digestOf } from '../domain/digest.js';

/** Positions of the first and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export type AppendOutcome =
  | { readonly kind: 'appended'; readonly size: number }
  /** The upload holds `size` bytes, so the next one is number `size`. */
  | { readonly kind: 'wrong-offset'; readonly size: number }
  /** Another request is writing to this upload. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'unknown-upload' };

export type FinishOutcome =
  | { readonly kind: 'stored'; readonly size: number }
  /** The upload is kept: the caller may append, finish under another digest, or abandon. */
  | { readonly kind: 'digest-mismatch'; readonly actual: Digest }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unknown-upload' };

export interface Blobs {
  /** Bytes of a stored blob; undefined when there is none. */
  size(digest: Digest): Promise<number | undefined>;
  /** Streams a stored blob or a part of it. The stream fails with ENOENT when there is none. */
  read(digest: Digest, range?: ByteRange): Readable;
  /** A small blob (manifest, image config) whole; undefined when there is none. */
  load(digest: Digest): Promise<Buffer | undefined>;
  /** Stores small content at once. Repeatable. */
  save(bytes: Uint8Array): Promise<Digest>;
  /** Starts an empty upload; the id is a UUID. */
  startUpload(): Promise<string>;
  /** Bytes received so far, also across a restart; undefined when there is no such upload. */
  uploadSize(id: string): Promise<number | undefined>;
  /**
   * Adds bytes as they arrive. What arrived before the source failed stays, and the upload can be resumed there.
   * @param offset where the source says it starts; refused when the upload is not that long
   */
  append(id: string, source: ByteSource, offset?: number): Promise<AppendOutcome>;
  /** Makes the upload a blob if its bytes have this digest. On return it survives a kill of the process. */
  finish(id: string, digest: Digest): Promise<FinishOutcome>;
  /** Forgets an upload; false when there was none. */
  abandon(id: string): Promise<boolean>;
}

interface Upload {
  readonly hash: Hash;
  size: number;
  busy: boolean;
}

const dayInMilliseconds = 24 * 60 * 60 * 1000;
const uploadId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Opens (or creates) the blobs of a folder and removes uploads that nobody touched for a day.
 * Durable against a kill of the process, not of the machine: written pages belong to the system, so nothing is synced.
 * @param sweepAge milliseconds an unfinished upload is kept
 */
export function openBlobs(folder: string, sweepAge: number = dayInMilliseconds): Blobs {
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
    size: (digest) => sizeOf(blobPath(digest)),
    read: (digest, range) => createReadStream(blobPath(digest), range),
    load: (digest) => readFile(blobPath(digest)).catch(absent),
    async save(bytes) {
      const digest = digestOf(bytes);
      const path = join(uploadFolder, randomUUID());
      await writeFile(path, bytes);
      await keep(path, digest);
      return digest;
    },
    ...openUploads(uploadFolder, keep),
  };
}

type Uploads = Pick<Blobs, 'startUpload' | 'uploadSize' | 'append' | 'finish' | 'abandon'>;

function openUploads(folder: string, keep: (path: string, digest: Digest) => Promise<void>): Uploads {
  const running = new Map<string, Promise<Upload | undefined>>();
  const pathOf = (id: string): string => join(folder, id);
  /** The upload as this process knows it, else rebuilt from what an earlier process left on disk. */
  const find = (id: string): Promise<Upload | undefined> => {
    const known = running.get(id) ?? (uploadId.test(id) ? rebuild(pathOf(id)) : Promise.resolve(undefined));
    running.set(id, known);
    known.then(
      (upload) => upload ?? running.delete(id),
      () => running.delete(id),
    );
    return known;
  };
  return {
    async startUpload() {
      const id = randomUUID();
      await writeFile(pathOf(id), '');
      return id;
    },
    uploadSize: async (id) => (await find(id))?.size,
    async append(id, source, offset) {
      const upload = await find(id);
      if (!upload) return { kind: 'unknown-upload' };
      if (upload.busy) return { kind: 'busy' };
      if (offset !== undefined && offset !== upload.size) return { kind: 'wrong-offset', size: upload.size };
      upload.busy = true;
      try {
        await write(pathOf(id), source, upload);
      } catch (error) {
        // A write may have been cut short; the file is what counts.
        running.delete(id);
        throw error;
      } finally {
        upload.busy = false;
      }
      return { kind: 'appended', size: upload.size };
    },
    async finish(id, digest) {
      const upload = await find(id);
      if (!upload) return { kind: 'unknown-upload' };
      if (upload.busy) return { kind: 'busy' };
      const actual = `sha256:${upload.hash.copy().digest('hex')}` as Digest;
      if (actual !== digest) return { kind: 'digest-mismatch', actual };
      upload.busy = true;
      try {
        await keep(pathOf(id), digest);
      } finally {
        running.delete(id);
      }
      return { kind: 'stored', size: upload.size };
    },
    async abandon(id) {
      const upload = await find(id);
      running.delete(id);
      if (upload) await rm(pathOf(id), { force: true });
      return upload !== undefined;
    },
  };
}

async function write(path: string, source: ByteSource, upload: Upload): Promise<void> {
  const file = await open(path, 'a');
  try {
    for await (const chunk of source) {
      await file.appendFile(chunk);
      upload.hash.update(chunk);
      upload.size += chunk.byteLength;
    }
  } finally {
    await file.close();
  }
}

async function rebuild(path: string): Promise<Upload | undefined> {
  if ((await sizeOf(path)) === undefined) return undefined;
  const upload: Upload = { hash: createHash('sha256'), size: 0, busy: false };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    upload.hash.update(chunk);
    upload.size += chunk.length;
  }
  return upload;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(absent))?.size;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

function sweep(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < before) rmSync(path, { force: true });
  }
}
