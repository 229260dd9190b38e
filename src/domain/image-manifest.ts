/** Image manifests, indexes and configs as they come from a registry, parsed and narrowed to what decisions need. */
import { AppError } from '../errors/app-error.js';
import { type Architecture, platformOf } from './architecture.js';
import { type Digest, digestOf, isDigest } from './digest.js';

// https://github.com/opencontainers/image-spec/blob/main/media-types.md
export const mediaTypes = {
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
} as const;

/** Every manifest kind, for Accept headers: asking for fewer lets a registry convert and so change the digest. */
export const manifestMediaTypes: readonly string[] = [
  mediaTypes.dockerManifest,
  mediaTypes.ociManifest,
  mediaTypes.dockerIndex,
  mediaTypes.ociIndex,
];

export function isIndexType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociIndex || mediaType === mediaTypes.dockerIndex;
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes as stored (compressed for layers). */
  readonly size: number;
}

export interface ImageManifest {
  readonly kind: 'manifest';
  readonly mediaType: string;
  readonly digest: Digest;
  /** Length of the manifest itself. */
  readonly bytes: number;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface IndexChild extends Descriptor {
  /** `os/architecture`, `unknown/unknown` for attestations. */
  readonly platform: string;
}

export interface ImageIndex {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly digest: Digest;
  readonly children: readonly IndexChild[];
}

/** The image config blob: what runs, and on what. */
export interface ImageConfigFile {
  readonly os: string;
  readonly architecture: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly environment: readonly string[];
  readonly user: string;
  readonly layerCount: number;
  /** Digests of the layers as unpacked, bottom first: the same wherever and however they are compressed. */
  readonly diffIds: readonly string[];
}

/**
 * Parses exactly the bytes a registry served; the digest is computed from them.
 * @throws REMOTE_REFUSED when the bytes are not a manifest or index.
 */
export function parseManifest(bytes: Uint8Array, mediaType?: string): ImageManifest | ImageIndex {
  const json = parseJson(bytes);
  const type = typeof json.mediaType === 'string' ? json.mediaType : (mediaType ?? '');
  const digest = digestOf(bytes);
  if (Array.isArray(json.manifests)) {
    return {
      kind: 'index',
      mediaType: type || mediaTypes.ociIndex,
      digest,
      children: json.manifests.map(parseChild),
    };
  }
  if (!json.config || !Array.isArray(json.layers)) {
    throw new AppError({
      code: 'REMOTE_REFUSED',
      message: `${digest} is neither an image manifest nor an index (media type ${type || 'unknown'}).`,
    });
  }
  return {
    kind: 'manifest',
    mediaType: type || mediaTypes.ociManifest,
    digest,
    bytes: bytes.byteLength,
    config: parseDescriptor(json.config),
    layers: json.layers.map(parseDescriptor),
  };
}

/** @throws REMOTE_REFUSED when the bytes are not an image config. */
export function parseImageConfig(bytes: Uint8Array): ImageConfigFile {
  const json = parseJson(bytes);
  const config = record(json.config);
  const diffIds = strings(record(json.rootfs).diff_ids);
  return {
    os: text(json.os) || 'linux',
    architecture: text(json.architecture),
    entryPoint: strings(config.Entrypoint),
    command: strings(config.Cmd),
    workingDirectory: text(config.WorkingDir),
    environment: strings(config.Env),
    user: text(config.User),
    layerCount: diffIds.length,
    diffIds,
  };
}

/** Sum of the compressed layers and the config: what ECR calls the image size. */
export function compressedBytes(manifest: ImageManifest): number {
  return manifest.layers.reduce((sum, layer) => sum + layer.size, manifest.config.size);
}

/**
 * The one child of an index for an architecture; attestations (`unknown/unknown`) never count.
 * @throws IMAGE_IS_INDEX when there is none or more than one.
 */
export function selectChild(index: ImageIndex, architecture: Architecture): IndexChild {
  const wanted = platformOf(architecture);
  const found = index.children.filter(
    (child) => child.platform === wanted || child.platform.startsWith(`${wanted}/`),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  const platforms = index.children.map((child) => child.platform).join(', ') || 'none';
  throw new AppError({
    code: 'IMAGE_IS_INDEX',
    message: `${index.digest} is an index (${platforms}) with ${found.length || 'no'} image${found.length === 1 ? '' : 's'} for ${wanted}; Lambda takes a single image.`,
    suggestions: [
      `Build for one platform: docker buildx build --platform ${wanted} --provenance=false --sbom=false`,
    ],
    details: { digest: index.digest, platforms: index.children.map((child) => child.platform), wanted },
  });
}

function parseChild(value: unknown): IndexChild {
  const platform = record(record(value).platform);
  const variant = text(platform.variant);
  const name = `${text(platform.os) || 'unknown'}/${text(platform.architecture) || 'unknown'}`;
  return {
    ...parseDescriptor(value),
    platform: variant && name !== 'linux/arm64' ? `${name}/${variant}` : name,
  };
}

function parseDescriptor(value: unknown): Descriptor {
  const json = record(value);
  const digest = text(json.digest);
  if (!isDigest(digest)) {
    throw new AppError({
      code: 'REMOTE_REFUSED',
      message: `The registry answered with a manifest that names "${digest}" where a digest (sha256:…) belongs.`,
    });
  }
  return {
    mediaType: text(json.mediaType),
    digest,
    size: typeof json.size === 'number' ? json.size : 0,
  };
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  try {
    return record(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    throw new AppError({
      code: 'REMOTE_REFUSED',
      message: `The registry answered with something that is not JSON (${bytes.byteLength} bytes).`,
    });
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
