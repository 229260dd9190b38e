/** Reads layers as they are stored: tar archives, plain or compressed. */
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { type Extract, extract } from 'tar-stream';
import { AppError } from '../../errors/app-error.js';
import type { LayerReader } from '../../ports/layer-reader.js';
import { EntryReader } from './entry-reader.js';

/** `LayerReader.read`. https://github.com/opencontainers/image-spec/blob/main/media-types.md, the types of layers */
export const readTar: LayerReader['read'] = async (archive, mediaType, onEntry, signal) => {
  const unpack = decompression(mediaType);
  if (!unpack) return undefined;
  const counter = countBytes();
  const tar = extract();
  const reader = new EntryReader(onEntry);
  const stages = [archive, ...unpack, counter.stage, asWritable(tar)];
  // Both ends are waited for: a failure at one of them ends the other.
  const feeding = pipeline(stages as never, { signal }) as Promise<void>;
  const results = await Promise.allSettled([reader.readAll(tar), feeding]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed && !reader.stopped) throw failure(failed.reason, signal);
  return counter.bytes();
};

type Decompression = Transform & { readonly bytesWritten?: number };

/** Undefined for what this Node.js cannot unpack: zstd before 22.15, and formats that are unknown here. */
function decompression(mediaType: string): Decompression[] | undefined {
  if (/[.+]gzip$/.test(mediaType)) return [zlib.createGunzip()];
  if (!/[.+]zstd$/.test(mediaType)) return mediaType.endsWith('tar') ? [] : undefined;
  const create = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;
  return create && [create()];
}

function countBytes(): { stage: Transform; bytes: () => number } {
  let bytes = 0;
  const stage = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      done(null, chunk);
    },
  });
  return { stage, bytes: () => bytes };
}

/** A streamx stream: it behaves as Node's, but is declared as its own type. */
function asWritable(tar: Extract): Writable {
  return tar as unknown as Writable;
}

function failure(error: unknown, signal: AbortSignal): AppError {
  if (error instanceof AppError) return error;
  if (signal.aborted) {
    return new AppError({ code: 'INTERRUPTED', message: 'Stopped while looking into the image.' });
  }
  const { message } = error as Error;
  return new AppError({
    code: 'IMAGE_UNSUITABLE',
    message: `A layer of the image cannot be read as a tar archive: ${message}`,
    suggestions: ['Build and push the image again.'],
    cause: error,
  });
}
