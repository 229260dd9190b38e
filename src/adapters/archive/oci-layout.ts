/** Reads OCI image layouts: an `index.json` over content-addressed blobs. */
import { type Architecture, platformOf } from '../../domain/architecture.js';
import { type Digest, digestHex, digestOf } from '../../domain/digest.js';
import {
  type Descriptor,
  type ImageConfigFile,
  type ImageManifest,
  parseImageConfig,
  parseManifest,
} from '../../domain/image-manifest.js';
import { AppError } from '../../errors/app-error.js';
import type { StoredManifest } from '../../ports/image-registry.js';
import { invalidArchive } from './archive-failure.js';
import type { ArchiveFiles } from './archive-files.js';
import { parseArchiveJson } from './parse-archive-json.js';

/** One image of a layout, with its manifest byte for byte. */
export interface LaidOutImage {
  readonly stored: StoredManifest;
  readonly manifest: ImageManifest;
  readonly config: ImageConfigFile;
  /** `linux/amd64`, by its config. */
  readonly platform: string;
  /** Of the whole layout, as far as it has full names. */
  readonly names: readonly string[];
}

/** An index in an index is common, more is not. */
const deepest = 3;

/**
 * The image for the architecture; when the layout holds one image only, that one.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 * @throws ARCHIVE_INVALID, IMAGE_IS_INDEX when there are several and none is for the architecture
 */
export async function readOciLayout(
  files: ArchiveFiles,
  indexJson: Buffer,
  architecture: Architecture,
): Promise<LaidOutImage> {
  const names = namesIn(parseArchiveJson(files.path, 'index.json', indexJson));
  const wanted = platformOf(architecture);
  const found = await imagesOf({ files, wanted }, 'index.json', indexJson, undefined, deepest);
  const images = [...new Map(found.map((image) => [image.stored.digest, image])).values()];
  // Attestations are images in form only.
  const real = images.filter(({ platform }) => !platform.startsWith('unknown'));
  const fitting = real.filter(({ platform }) => platform === wanted);
  const [only] = real.length === 1 ? real : fitting;
  if (only && (real.length === 1 || fitting.length === 1)) return { ...only, names };
  if (fitting.length === 0) throw noneFits(files.path, real, wanted);
  throw invalidArchive(
    files.path,
    `it holds ${fitting.length} images for ${wanted} (${fitting.map(({ stored }) => stored.digest).join(', ')}); put the one to deploy into a layout of its own`,
  );
}

type Found = Omit<LaidOutImage, 'names'>;

interface Search {
  readonly files: ArchiveFiles;
  readonly wanted: string;
}

async function imagesOf(
  search: Search,
  name: string,
  bytes: Buffer,
  mediaType: string | undefined,
  levels: number,
): Promise<Found[]> {
  const { files } = search;
  const parsed = understood(files.path, name, () => parseManifest(bytes, mediaType));
  if (parsed.kind === 'index') {
    if (levels === 0) throw invalidArchive(files.path, `${name} is an index in an index in an index`);
    const children = parsed.children.map((child) => followed(search, child, levels - 1));
    return (await Promise.all(children)).flat();
  }
  const configBytes = await readBlob(files, parsed.config);
  if (!configBytes) throw missing(files.path, parsed.config);
  const config = understood(files.path, blobName(parsed.config.digest), () => parseImageConfig(configBytes));
  const stored = { digest: parsed.digest, mediaType: parsed.mediaType, bytes };
  return [{ stored, manifest: parsed, config, platform: `${config.os}/${config.architecture}` }];
}

/** A layout saved for one platform may still have the whole index: then the children of others are not there. */
async function followed(
  search: Search,
  child: Descriptor & { readonly platform: string },
  levels: number,
): Promise<Found[]> {
  const { files, wanted } = search;
  const bytes = await readBlob(files, child);
  if (bytes) return imagesOf(search, blobName(child.digest), bytes, child.mediaType, levels);
  const needed = levels === deepest - 1 || child.platform.startsWith(wanted);
  if (needed) throw missing(files.path, child);
  return [];
}

/** Undefined when it is missing. @throws ARCHIVE_INVALID when its bytes are not the digest's */
async function readBlob(files: ArchiveFiles, { digest }: Descriptor): Promise<Buffer | undefined> {
  const bytes = await files.read(blobName(digest));
  if (bytes && digestOf(bytes) !== digest)
    throw invalidArchive(files.path, `${blobName(digest)} is damaged: it has the digest ${digestOf(bytes)}`);
  return bytes;
}

/** Where a layout keeps a blob. */
export function blobName(digest: Digest): string {
  return `blobs/sha256/${digestHex(digest)}`;
}

/** Full references alone: a bare tag says nothing about a registry. */
function namesIn(index: unknown): string[] {
  const { manifests } = (index ?? {}) as { manifests?: { annotations?: Record<string, unknown> }[] };
  const annotations = Array.isArray(manifests) ? manifests.map((each) => each?.annotations ?? {}) : [];
  return annotations
    .flatMap((each) => [each['io.containerd.image.name'], each['org.opencontainers.image.ref.name']])
    .filter((name): name is string => typeof name === 'string' && name.includes('/'));
}

/** The domain speaks of registries where it parses manifests; here it was a file. */
function understood<Value>(path: string, name: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw invalidArchive(
      path,
      `its ${name} is no image manifest, index or config: ${error.message.replace(/\.$/, '')}`,
      error,
    );
  }
}

function missing(path: string, { digest }: Descriptor): AppError {
  return invalidArchive(path, `${blobName(digest)} is missing in it`);
}

function noneFits(path: string, images: readonly Found[], wanted: string): AppError {
  const platforms = images.map(({ platform }) => platform);
  return new AppError({
    code: 'IMAGE_IS_INDEX',
    message: `${path} has no image for ${wanted}; it has ${platforms.join(', ') || 'none at all'}.`,
    suggestions: [
      `Save it for that platform: skopeo --override-arch ${wanted.split('/')[1]} copy … oci:FOLDER:TAG`,
    ],
    details: { path, platforms, wanted },
  });
}
