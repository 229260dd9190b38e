/** Reads what `docker save` and tools like it write: a `manifest.json`, image configs, and layers as tar files. */
import { type Architecture, architectureOf } from '../../domain/architecture.js';
import { type Digest, digestOf, isDigest } from '../../domain/digest.js';
import { type ImageConfigFile, mediaTypes, parseImageConfig } from '../../domain/image-manifest.js';
import type { BlobSource } from '../../ports/blob-store.js';
import type { ImageContent, PackedImage } from '../../ports/image-content.js';
import { invalidArchive } from './archive-failure.js';
import type { ArchiveFiles } from './archive-files.js';
import { blobOfBytes } from './blob-of-slice.js';
import type { FileSlice } from './file-slice.js';
import { packLayers } from './pack-layers.js';
import { parseArchiveJson } from './parse-archive-json.js';
import type { TemporaryFolder } from './temporary-folder.js';

const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

interface SavedImage {
  readonly configBytes: Buffer;
  readonly config: ImageConfigFile;
  readonly diffIds: readonly Digest[];
  readonly layers: readonly FileSlice[];
  readonly names: readonly string[];
}

/**
 * The image for the architecture; when the archive holds one image only, that one. Its manifest is made when it is packed: of
 * Docker's schema 2, from layers compressed here, so that the same archive gives the same digest again.
 * https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format
 * @throws ARCHIVE_INVALID
 */
export async function readDockerArchive(
  files: ArchiveFiles,
  manifestJson: Buffer,
  architecture: Architecture,
  temporary: TemporaryFolder,
): Promise<ImageContent> {
  const entries = parseArchiveJson(files.path, 'manifest.json', manifestJson);
  if (!Array.isArray(entries) || entries.length === 0)
    throw invalidArchive(files.path, 'its manifest.json names no image');
  const images = await Promise.all(entries.map((entry) => readImage(files, entry as WireEntry)));
  const image = chooseImage(files.path, images, architecture);
  let packed: Promise<PackedImage> | undefined;
  return {
    id: digestOf(image.configBytes),
    config: image.config,
    uncompressedBytes: image.layers.reduce((sum, layer) => sum + layer.size, 0),
    names: image.names,
    pack(onProgress, signal) {
      packed ??= packImage(files.path, image, temporary, onProgress, signal);
      return packed;
    },
  };
}

interface WireEntry {
  readonly Config?: unknown;
  readonly RepoTags?: unknown;
  readonly Layers?: unknown;
}

async function readImage(files: ArchiveFiles, entry: WireEntry): Promise<SavedImage> {
  const { path } = files;
  const { Config: configName, Layers: layerNames, RepoTags: tags } = entry ?? {};
  if (typeof configName !== 'string' || !Array.isArray(layerNames))
    throw invalidArchive(path, 'its manifest.json names no config and layers');
  const configBytes = await files.read(configName);
  if (!configBytes) throw invalidArchive(path, `${configName}, the image config, is missing in it`);
  const layers = await Promise.all(
    layerNames.map(async (name: unknown) => {
      const slice = typeof name === 'string' ? await files.find(name) : undefined;
      if (slice) return slice;
      throw invalidArchive(path, `the layer ${String(name)} is missing in it`);
    }),
  );
  const diffIds = readDiffIds(path, configName, configBytes);
  if (diffIds.length !== layers.length)
    throw invalidArchive(path, `it has ${layers.length} layers, and its config speaks of ${diffIds.length}`);
  return {
    configBytes,
    config: parseImageConfig(configBytes),
    diffIds,
    layers,
    names: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
  };
}

function readDiffIds(path: string, name: string, bytes: Buffer): Digest[] {
  const { rootfs } = (parseArchiveJson(path, name, bytes) ?? {}) as { rootfs?: { diff_ids?: unknown } };
  const ids: unknown[] = Array.isArray(rootfs?.diff_ids) ? rootfs.diff_ids : [];
  return ids.map((id) => {
    if (typeof id === 'string' && isDigest(id)) return id;
    throw invalidArchive(path, `${name} is no image config: "${String(id)}" is not a digest of a layer`);
  });
}

function chooseImage(path: string, images: readonly SavedImage[], architecture: Architecture): SavedImage {
  const distinct = [...new Map(images.map((image) => [digestOf(image.configBytes), image])).values()];
  const fitting = distinct.filter(({ config }) => architectureOf(config.architecture) === architecture);
  const [only] = distinct.length === 1 ? distinct : fitting;
  if (only && (distinct.length === 1 || fitting.length === 1)) return only;
  const names = distinct.map(
    ({ names: [name = 'without a name'], config }) => `${name} (${config.architecture})`,
  );
  throw invalidArchive(
    path,
    `it holds ${distinct.length} images, ${fitting.length || 'none'} of them for ${architecture}: ${names.join(', ')}; save the one to deploy alone`,
  );
}

async function packImage(
  path: string,
  { configBytes, diffIds, layers }: SavedImage,
  temporary: TemporaryFolder,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<PackedImage> {
  const saved = layers.map((slice, index) => ({ slice, diffId: diffIds[index] as Digest }));
  const packed = await packLayers(path, saved, temporary, onProgress, signal);
  const config = blobOfBytes(configBytes);
  const bytes = Buffer.from(
    JSON.stringify(
      {
        schemaVersion: 2,
        mediaType: mediaTypes.dockerManifest,
        config: { mediaType: mediaTypes.dockerConfig, size: config.size, digest: config.digest },
        layers: packed.map(({ size, digest }) => ({ mediaType: layerType, size, digest })),
      },
      null,
      3,
    ),
  );
  const blobs = new Map<Digest, BlobSource>([config, ...packed].map((blob) => [blob.digest, blob]));
  return {
    manifest: { digest: digestOf(bytes), mediaType: mediaTypes.dockerManifest, bytes },
    blobs: [...blobs.values()],
  };
}
