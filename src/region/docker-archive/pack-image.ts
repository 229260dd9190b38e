/** Packs an image of the region's registry as a `docker save` archive, read from disk only as fast as it is taken. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { type Digest, digestHex } from '../../domain/digest.js';
import type { ImageManifest } from '../../domain/image-manifest.js';
import type { Blobs } from '../blobs.js';

/**
 * Layers go as they are stored; the engine unpacks gzip by itself. A blob that is missing ends the stream with an error.
 * https://github.com/moby/docker-image-spec/blob/main/spec.md#combined-image-json--filesystem-changeset-format
 * @param name `repository:tag` that the engine shall know the image by
 */
export function packImage(blobs: Blobs, manifest: ImageManifest, name: string): Readable {
  const archive = pack();
  fill(archive, blobs, manifest, name).catch((error: unknown) => archive.destroy(error as Error));
  // A streamx stream: it behaves as Node's, but is declared as its own type.
  return archive as unknown as Readable;
}

async function fill(archive: Pack, blobs: Blobs, manifest: ImageManifest, name: string): Promise<void> {
  const { config, layers } = manifest;
  const contents = [
    { Config: fileOf(config.digest), RepoTags: [name], Layers: layers.map(({ digest }) => fileOf(digest)) },
  ];
  // The engine asks for it first, and reads no further where it has all layers.
  archive.entry({ name: 'manifest.json' }, JSON.stringify(contents));
  for (const digest of new Set([config.digest, ...layers.map((layer) => layer.digest)]))
    await addBlob(archive, blobs, digest);
  archive.finalize();
}

async function addBlob(archive: Pack, blobs: Blobs, digest: Digest): Promise<void> {
  const size = await blobs.size(digest);
  if (size === undefined) throw new Error(`the local region has no blob ${digest}`);
  const entry = archive.entry({ name: fileOf(digest), size });
  if (size === 0) entry.end(null);
  else await pipeline(blobs.read(digest), entry);
}

function fileOf(digest: Digest): string {
  return `blobs/sha256/${digestHex(digest)}`;
}
