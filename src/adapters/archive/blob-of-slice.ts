/** Blobs that are in a file or in memory, ready to be sent from any byte on. */
import { type Digest, digestOf } from '../../domain/digest.js';
import type { BlobSource } from '../../ports/blob-store.js';
import { type FileSlice, readSlice } from './file-slice.js';

export function blobOfSlice(slice: FileSlice, digest: Digest): BlobSource {
  return { digest, size: slice.size, open: (offset) => readSlice(slice, offset) };
}

/** For what is small anyway: image configs. */
export function blobOfBytes(bytes: Buffer): BlobSource {
  return {
    digest: digestOf(bytes),
    size: bytes.byteLength,
    async *open(offset) {
      yield bytes.subarray(offset);
    },
  };
}
