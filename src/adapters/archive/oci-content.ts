/** The image of an OCI layout as it can be sent: manifest and blobs byte for byte as they are. */
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '../../domain/digest.js';
import type { Descriptor } from '../../domain/image-manifest.js';
import type { BlobSource } from '../../ports/blob-store.js';
import type { ImageContent, PackedImage } from '../../ports/image-content.js';
import { invalidArchive, unreadableFile, workFailure } from './archive-failure.js';
import type { ArchiveFiles } from './archive-files.js';
import { blobOfSlice } from './blob-of-slice.js';
import { type FileSlice, readSlice } from './file-slice.js';
import { inParallel } from './in-parallel.js';
import { blobName, type LaidOutImage } from './oci-layout.js';

interface LaidOutBlob {
  readonly descriptor: Descriptor;
  readonly slice: FileSlice;
}

/** Looks that every blob is there in its length. @throws ARCHIVE_INVALID */
export async function ociContent(files: ArchiveFiles, image: LaidOutImage): Promise<ImageContent> {
  const { manifest, stored, config, names } = image;
  const descriptors = new Map([manifest.config, ...manifest.layers].map((each) => [each.digest, each]));
  const blobs = await Promise.all([...descriptors.values()].map((each) => locate(files, each)));
  let packed: Promise<PackedImage> | undefined;
  return {
    id: stored.digest,
    config,
    names,
    pack(onProgress, signal) {
      packed ??= verify(files.path, blobs, onProgress, signal).then((sources) => ({
        manifest: stored,
        blobs: sources,
      }));
      return packed;
    },
  };
}

async function locate(files: ArchiveFiles, descriptor: Descriptor): Promise<LaidOutBlob> {
  const name = blobName(descriptor.digest);
  const slice = await files.find(name);
  if (!slice) throw invalidArchive(files.path, `${name} is missing in it`);
  if (slice.size === descriptor.size) return { descriptor, slice };
  throw invalidArchive(
    files.path,
    `${name} has ${slice.size} bytes, and the manifest says ${descriptor.size}`,
  );
}

/** A registry would find out as well, but only after the repository was made and other layers were sent. */
async function verify(
  path: string,
  blobs: readonly LaidOutBlob[],
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<BlobSource[]> {
  const total = blobs.reduce((sum, { slice }) => sum + slice.size, 0);
  let done = 0;
  await inParallel(blobs, 2, async ({ descriptor: { digest }, slice }) => {
    const found = await digestOfSlice(path, slice, signal, (bytes) => {
      done += bytes;
      onProgress(done, total);
    });
    if (found !== digest)
      throw invalidArchive(path, `${blobName(digest)} is damaged: it has the digest ${found}`);
  });
  return blobs.map(({ descriptor, slice }) => blobOfSlice(slice, descriptor.digest));
}

async function digestOfSlice(
  path: string,
  slice: FileSlice,
  signal: AbortSignal,
  count: (bytes: number) => void,
): Promise<Digest> {
  const hash = createHash('sha256');
  try {
    await pipeline(
      readSlice(slice),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          hash.update(chunk);
          count(chunk.byteLength);
        }
      },
      { signal },
    );
  } catch (error) {
    throw workFailure(error, path, signal) ?? unreadableFile(slice.path, error);
  }
  return `sha256:${hash.digest('hex')}` as Digest;
}
