/** Turns the layers of a `docker save` archive into the compressed blobs of a registry, several at a time, on disk. */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Digest } from '../../domain/digest.js';
import type { BlobSource } from '../../ports/blob-store.js';
import { invalidArchive, workFailure } from './archive-failure.js';
import { blobOfSlice } from './blob-of-slice.js';
import { type FileSlice, readSlice, readStart } from './file-slice.js';
import { inParallel } from './in-parallel.js';
import type { TemporaryFolder } from './temporary-folder.js';

export interface SavedLayer {
  readonly slice: FileSlice;
  /** Digest of the layer as unpacked, by the image config. */
  readonly diffId: Digest;
}

/** zlib's own default; it must never change, because the digests of all layers follow from it. */
const level = 6;

/**
 * One blob a layer, in order. A layer that is compressed already is taken as it is. Every layer is compared with the config.
 * @throws ARCHIVE_INVALID naming the layer, DISK_UNWRITABLE, INTERRUPTED
 */
export async function packLayers(
  path: string,
  layers: readonly SavedLayer[],
  temporary: TemporaryFolder,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<BlobSource[]> {
  const folder = await temporary.path();
  // Equal layers are there once: engines save each empty layer as the same file.
  const distinct = [...new Map(layers.map((layer) => [layer.diffId, layer])).values()];
  const total = distinct.reduce((sum, { slice }) => sum + slice.size, 0);
  let done = 0;
  const count = (bytes: number): void => {
    done += bytes;
    onProgress(done, total);
  };
  const packed = new Map<Digest, BlobSource>();
  await inParallel(distinct, Math.min(4, availableParallelism()), async (layer) => {
    const name = `layer ${layers.indexOf(layer) + 1} of ${layers.length}`;
    try {
      packed.set(layer.diffId, await packLayer(path, name, layer, folder, count, signal));
    } catch (error) {
      throw (
        workFailure(error, folder, signal) ??
        invalidArchive(path, `${name} cannot be read: ${(error as Error).message}`, error)
      );
    }
  });
  return layers.map(({ diffId }) => packed.get(diffId) as BlobSource);
}

async function packLayer(
  path: string,
  name: string,
  { slice, diffId }: SavedLayer,
  folder: string,
  count: (bytes: number) => void,
  signal: AbortSignal,
): Promise<BlobSource> {
  const magic = (await readStart(slice, 4)).toString('hex');
  if (magic === '28b52ffd')
    throw invalidArchive(
      path,
      `${name} is compressed with zstd, which Lambda is reported to refuse; save it again with gzip`,
    );
  const unpacked = createHash('sha256');
  const compressed = createHash('sha256');
  let blob = slice;
  if (magic.startsWith('1f8b')) {
    const source = pass(readSlice(slice), compressed, count);
    await pipeline(source, createGunzip(), drainInto(unpacked), { signal });
  } else {
    const file = join(folder, `${diffId.slice('sha256:'.length)}.tar.gz`);
    let size = 0;
    const source = pass(readSlice(slice), unpacked, count);
    const target = (chunks: AsyncIterable<Buffer>) =>
      pass(chunks, compressed, (bytes) => {
        size += bytes;
      });
    await pipeline(source, createGzip({ level }), target, createWriteStream(file), { signal });
    blob = { path: file, start: 0, size };
  }
  const found = `sha256:${unpacked.digest('hex')}`;
  if (found !== diffId)
    throw invalidArchive(
      path,
      `${name} is damaged: it has the digest ${found}, and the image config says ${diffId}`,
    );
  return blobOfSlice(blob, `sha256:${compressed.digest('hex')}` as Digest);
}

async function* pass(
  chunks: AsyncIterable<Buffer>,
  hash: Hash,
  count: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    count(chunk.byteLength);
    yield chunk;
  }
}

function drainInto(hash: Hash): (chunks: AsyncIterable<Buffer>) => Promise<void> {
  return async (chunks) => {
    for await (const chunk of chunks) hash.update(chunk);
  };
}
