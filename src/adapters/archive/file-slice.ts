/** A run of bytes inside of a file: an entry of a tar archive, or a whole file of a folder. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';

export interface FileSlice {
  /** Absolute, or as the user gave it. */
  readonly path: string;
  /** Of the first byte. */
  readonly start: number;
  /** Bytes. */
  readonly size: number;
}

const pieceSize = 256 * 1024;

/** Streams the slice from one of its bytes on, in pieces of at most 256 KiB. */
export function readSlice({ path, start, size }: FileSlice, offset = 0): Readable {
  if (offset >= size) return Readable.from([]);
  return createReadStream(path, {
    start: start + offset,
    end: start + size - 1,
    highWaterMark: pieceSize,
  });
}

/** The first bytes of the slice, at most `length`. */
export async function readStart({ path, start, size }: FileSlice, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const wanted = Math.min(length, size);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
