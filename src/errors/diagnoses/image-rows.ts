/** Diagnoses of what Lambda says about the image itself: format, size, existence, keys (rows A). */
import type { DiagnosisRow } from '../diagnosis-row.js';

const buildSingle =
  'Build one platform without attestations: docker buildx build --platform linux/amd64 --provenance=false --sbom=false .';
const indexCause =
  'The reference resolves to an image index, or to layers that Lambda cannot unpack. BuildKit adds provenance by default, which makes an index even for one platform.';

export const imageRows: readonly DiagnosisRow[] = [
  {
    id: 'A2',
    match: /image manifest(?:, config)? or layer media type for the source image %s is not supported/,
    cause: `${indexCause} Lambda accepted the request and refused the image while preparing it.`,
    suggestions: [buildSingle, 'Deploy again: code can be updated while the function is Failed or Inactive.'],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'A1',
    match:
      /image manifest(?:, config)? or layer media type for the source image (?<image>\S+) is not supported/,
    cause: indexCause,
    suggestions: [
      'Look at what the registry holds: skopeo inspect --raw docker://{image}',
      buildSingle,
      'With zstd layers, add --output type=image,compression=gzip,force-compression=true,oci-mediatypes=false',
    ],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'A3',
    match: /UnsupportedImageLayerDetected(?: - Layer Digest (?<layer>sha256:[0-9a-f]+))?/,
    cause:
      'Lambda could not unpack a layer: an attestation, or a tar with hard links or without its parent directories (Bazel makes such).',
    suggestions: [buildSingle, 'Delete the stale image of that tag from ECR before pushing again.'],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'A6',
    match: /SizeLimitExceeded|Uncompressed container image size exceeds/,
    cause: 'The unpacked image is larger than 10 GiB. ECR shows compressed sizes only.',
    suggestions: [
      'Find the large layers: docker history --no-trunc IMAGE',
      'Use a multi-stage build; keep large models on EFS or S3.',
    ],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'A7',
    match: /Limit on number of layers per image exceeded/,
    cause: 'The image has more layers than ECR stores (127).',
    suggestions: [
      'Merge RUN and COPY steps, or squash with a final stage: FROM scratch and COPY --from=build / /',
    ],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'A8',
    match: /max depth exceeded/,
    cause: 'The image has more layers than the container engine can stack (127).',
    suggestions: ['Merge RUN and COPY steps in the Dockerfile.'],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'A9',
    match: /Source image (?<image>\S+) does not exist/,
    cause:
      'No such repository, tag or digest in that account and region; a lifecycle rule may have removed it.',
    suggestions: [
      'See what is there: aws ecr describe-images --repository-name {repository}',
      'Push first, or deploy without --image.',
    ],
    code: 'IMAGE_NOT_FOUND',
  },
  {
    id: 'A10',
    match: /Source image (?<image>\S+) is not valid/,
    cause:
      'Lambda takes only images of a private ECR repository in its own region, named with a tag or digest.',
    suggestions: [
      'Copy it there: skopeo copy docker://{image} docker://ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG',
    ],
    code: 'REFERENCE_INVALID',
  },
  {
    id: 'A16',
    match: /trying to use a deleted image/,
    cause:
      'The image that the function runs is no longer in ECR: deleted by hand or by a lifecycle rule. Restoring it alone does not wake the function.',
    suggestions: [
      'Deploy again: lading deploy',
      'Look for the rule: aws ecr get-lifecycle-policy --repository-name {repository}',
    ],
    code: 'IMAGE_NOT_FOUND',
  },
  {
    id: 'A17',
    match: /Lambda cannot initialize the provided container image|CodeArtifactUserFailedException/,
    cause:
      'The image of the function is gone from ECR or was refused; it cannot be invoked until new code is deployed.',
    suggestions: ['Read the reason: lading status {function}', 'Deploy again: lading deploy'],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'A18',
    match: /Lambda is initializing your function|CodeArtifactUserPendingException/,
    cause: 'The function is still being prepared, or was just woken after weeks without use.',
    suggestions: ['Wait until it is Active: lading status {function}'],
    code: 'FUNCTION_BUSY',
    retry: 'conflict',
  },
  {
    id: 'A19',
    match: /CodeArtifactUserDeletedException/,
    cause: 'Lambda has removed its copy of the code.',
    suggestions: ['Deploy again: lading deploy'],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'A20',
    match: /can't decrypt the container image because KMS access is denied/,
    cause:
      'The key that protects Lambda’s copy of the image cannot be used, as happens after an update by a principal of another account.',
    suggestions: [
      'Deploy again with credentials of the account that owns the function.',
      'Check the key: aws kms describe-key --key-id KEY',
    ],
    code: 'ACCESS_DENIED',
  },
  {
    id: 'A21',
    match: /KMS(?:Disabled|NotFound|InvalidState)Exception/,
    cause: 'The KMS key of the function is disabled, deleted or pending deletion.',
    suggestions: [
      'Look at its state: aws kms describe-key --key-id KEY',
      'Enable the key, or set another kmsKeyArn and deploy.',
    ],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'A22',
    match: /do not have sufficient capacity in the region/,
    cause:
      'Lambda has no capacity at the moment; it says the same when files of the image are not readable by its user.',
    suggestions: ['Add to the Dockerfile: RUN chmod -R o+rX /var/task', 'Try again in a few minutes.'],
    code: 'REMOTE_UNAVAILABLE',
  },
];
