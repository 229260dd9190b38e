/** Uploads of blobs: they verify the digest as the bytes arrive, and can be resumed, also after a restart. */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Digest } from '../domain/digest.js';
import { ifPresent } from './if-present.js';

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

export interface BlobUploads {
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
  /** Settles when the request that is writing to the upload is done with it. */
  writer?: Promise<void>;
}

const uploadId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Unclaimed = { readonly kind: 'busy' } | { readonly kind: 'unknown-upload' };

/**
 * The uploads of a folder, one file each.
 * @param keep moves a finished file to where blobs are
 * @param patience milliseconds a request waits for another one on the same upload
 */
export function openUploads(
  folder: string,
  keep: (path: string, digest: Digest) => Promise<void>,
  patience: number,
): BlobUploads {
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
  /** Gives the upload to one request at a time. */
  const claim = async <T>(id: string, use: (upload: Upload) => Promise<T>): Promise<T | Unclaimed> => {
    const other = (await find(id))?.writer;
    if (other) await Promise.race([other, sleep(patience, undefined, { ref: false })]);
    const upload = await find(id);
    if (!upload) return { kind: 'unknown-upload' };
    if (upload.writer) return { kind: 'busy' };
    const work = use(upload);
    upload.writer = work.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await work;
    } catch (error) {
      // A write may have been cut short; the file is what counts, and is read again by the next request.
      running.delete(id);
      throw error;
    } finally {
      delete upload.writer;
    }
  };
  return {
    async startUpload() {
      const id = randomUUID();
      await writeFile(pathOf(id), '');
      return id;
    },
    uploadSize: async (id) => (await find(id))?.size,
    append: (id, source, offset) =>
      claim(id, async (upload): Promise<AppendOutcome> => {
        if (offset !== undefined && offset !== upload.size)
          return { kind: 'wrong-offset', size: upload.size };
        await write(pathOf(id), source, upload);
        return { kind: 'appended', size: upload.size };
      }),
    finish: (id, digest) =>
      claim(id, async (upload): Promise<FinishOutcome> => {
        const actual = `sha256:${upload.hash.copy().digest('hex')}` as Digest;
        if (actual !== digest) return { kind: 'digest-mismatch', actual };
        await keep(pathOf(id), digest);
        running.delete(id);
        return { kind: 'stored', size: upload.size };
      }),
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
  if (!(await ifPresent(stat(path)))) return undefined;
  const upload: Upload = { hash: createHash('sha256'), size: 0 };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    upload.hash.update(chunk);
    upload.size += chunk.length;
  }
  return upload;
}
