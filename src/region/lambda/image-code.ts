/** Decides whether Lambda takes an image: refused at once, accepted and Failed later, or good. Texts: failures.md 1A. */

import { digestHex } from '../../domain/digest.js';
import type { ImageIndex, ImageManifest } from '../../domain/image-manifest.js';
import { mediaTypes } from '../../domain/image-manifest.js';
import { WireError } from '../wire/wire-error.js';
import type { ChangeFailure, FunctionCode } from './function-record.js';
import type { ImageAnswer, ImageLookup } from './image-source.js';
import { deniesLambda } from './repository-access.js';
import { invalid } from './settings-rules.js';

export interface AcceptedImage {
  readonly code: FunctionCode;
  /** Found only while the image is prepared: the change will end as Failed. */
  readonly failure?: ChangeFailure;
}

type FoundImage = Extract<ImageAnswer, { kind: 'found' }>;

const tenGiB = 10 * 1024 ** 3;
const layerMediaType =
  /^application\/vnd\.(?:docker\.image\.rootfs\.(?:foreign\.)?diff\.tar\.gzip|oci\.image\.layer\.(?:nondistributable\.)?v1\.tar(?:\+gzip)?)$/;

/**
 * Resolves an image URI to its digest and checks what Lambda checks. Another architecture than the function's and a missing
 * entry point are accepted, as in AWS: they fail at the first invocation.
 * @throws WireError InvalidParameterValueException 400 (A1, A9, A10), AccessDeniedException 403 (B1)
 */
export async function resolveImage(imageUri: string, lookUpImage: ImageLookup): Promise<AcceptedImage> {
  const answer = await lookUpImage(imageUri);
  if (answer.kind === 'invalid-uri')
    throw invalid(`Source image ${imageUri} is not valid. Provide a valid source image.`);
  if (answer.kind !== 'found')
    throw invalid(`Source image ${imageUri} does not exist. Provide a valid source image.`);
  if (deniesLambda(answer.repositoryPolicy)) {
    throw new WireError(
      'AccessDeniedException',
      'Lambda does not have permission to access the ECR image. Check the ECR permissions.',
      403,
    );
  }
  const attestation = attestationLayer(answer.manifest);
  if (!attestation && !hasSupportedMediaTypes(answer.manifest)) {
    throw invalid(
      `The image manifest, config or layer media type for the source image ${imageUri} is not supported.`,
    );
  }
  const failure = laterFailure(answer, attestation);
  const code: FunctionCode = {
    kind: 'image',
    imageUri,
    resolvedImageUri: `${repositoryOf(imageUri)}@${answer.digest}`,
    sha256: digestHex(answer.digest),
  };
  return { code, ...(failure && { failure }) };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#images-reqs */
function hasSupportedMediaTypes(manifest: ImageManifest | ImageIndex): boolean {
  if (manifest.kind === 'index') return false;
  const { config, layers } = manifest;
  if (config.mediaType !== mediaTypes.dockerConfig && config.mediaType !== mediaTypes.ociConfig) return false;
  return layers.every((layer) => layerMediaType.test(layer.mediaType));
}

/** The child of an index that holds build attestations looks like an image; only its layers give it away. */
function attestationLayer(manifest: ImageManifest | ImageIndex): string | undefined {
  if (manifest.kind === 'index') return undefined;
  return manifest.layers.find((layer) => layer.mediaType === 'application/vnd.in-toto+json')?.digest;
}

function laterFailure(
  { uncompressedBytes }: FoundImage,
  attestation: string | undefined,
): ChangeFailure | undefined {
  if (attestation !== undefined) {
    return {
      code: 'InvalidImage',
      reason: `ImageLayerFailure: UnsupportedImageLayerDetected - Layer Digest ${attestation}`,
    };
  }
  if (uncompressedBytes !== undefined && uncompressedBytes > tenGiB) {
    return {
      code: 'InvalidImage',
      reason: 'SizeLimitExceeded: Uncompressed container image size exceeds 10 GiB limit',
    };
  }
  return undefined;
}

/** The URI without tag and digest; the host's port stays. */
function repositoryOf(imageUri: string): string {
  const [beforeDigest = ''] = imageUri.split('@');
  const slash = beforeDigest.lastIndexOf('/');
  const colon = beforeDigest.indexOf(':', slash);
  return colon < 0 ? beforeDigest : beforeDigest.slice(0, colon);
}
