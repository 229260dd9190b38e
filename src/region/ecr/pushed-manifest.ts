/** Reads a manifest that somebody pushes, with the strictness of ECR. */
import * as z from 'zod';
import { type Digest, digestOf, isDigest } from '../../domain/digest.js';
import { type Descriptor, manifestMediaTypes } from '../../domain/image-manifest.js';
import { invalidParameter } from './ecr-errors.js';

export interface PushedManifest {
  /** Of exactly the bytes that were sent. */
  readonly digest: Digest;
  readonly mediaType: string;
  readonly artifactMediaType?: string;
  /** Config first, then the layers; empty for an index. */
  readonly layers: readonly Descriptor[];
  /** What must already be in the repository; layers that live elsewhere by declaration are not among them. */
  readonly requiredLayers: readonly Digest[];
  readonly children: readonly Digest[];
  /** What the manifest says something about; need not be in the repository. */
  readonly subject?: Digest;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html (4 MiB in the API's model) */
export const maximumManifestBytes = 4_194_304;
/** Documented as docker's own limit: https://docs.docker.com/engine/storage/drivers/overlayfs-driver/ */
const maximumLayers = 127;

const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value));
const descriptor = z.object({
  mediaType: z.string(),
  digest,
  size: z.int().nonnegative(),
  urls: z.array(z.string()).optional(),
});
const schema = z.union([
  z.object({
    schemaVersion: z.literal(2),
    mediaType: z.string().optional(),
    subject: descriptor.optional(),
    manifests: z.array(descriptor),
  }),
  z.object({
    schemaVersion: z.literal(2),
    mediaType: z.string().optional(),
    subject: descriptor.optional(),
    artifactType: z.string().optional(),
    config: descriptor,
    layers: z.array(descriptor),
  }),
]);

/**
 * @param declaredType media type from the request, which counts when the manifest does not name its own
 * @throws WireError InvalidParameterException: not JSON, no or an unknown media type, not a manifest, too large, too many layers
 */
export function readPushedManifest(bytes: Buffer, declaredType?: string): PushedManifest {
  if (bytes.byteLength > maximumManifestBytes) {
    throw invalidParameter('imageManifest', `must have length less than or equal to ${maximumManifestBytes}`);
  }
  const manifest = schema.safeParse(parseJson(bytes));
  const mediaType = manifest.data?.mediaType ?? declaredType;
  // ECR answers every manifest it cannot read, also one without a media type, like this (containers/image#584).
  if (!manifest.success || !mediaType || !isSupported(mediaType, 'manifests' in manifest.data))
    throw notAManifest();
  if (declaredType !== undefined && declaredType !== mediaType) throw notAManifest();
  const { data } = manifest;
  const about = data.subject && { subject: data.subject.digest };
  if ('manifests' in data) {
    const children = data.manifests.map((child) => child.digest);
    return { digest: digestOf(bytes), mediaType, layers: [], requiredLayers: [], children, ...about };
  }
  if (data.layers.length > maximumLayers) {
    throw invalidParameter('ImageManifest', 'Limit on number of layers per image exceeded');
  }
  const layers = [data.config, ...data.layers];
  return {
    digest: digestOf(bytes),
    mediaType,
    artifactMediaType: data.artifactType ?? data.config.mediaType,
    layers: layers.map(({ mediaType: type, digest: of, size }) => ({ mediaType: type, digest: of, size })),
    requiredLayers: [...new Set(layers.filter((layer) => !layer.urls?.length).map((layer) => layer.digest))],
    children: [],
    ...about,
  };
}

function isSupported(mediaType: string, index: boolean): boolean {
  return manifestMediaTypes.includes(mediaType) && index === /list|index/.test(mediaType);
}

function notAManifest(): Error {
  return invalidParameter('ImageManifest', 'Invalid JSON syntax');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
