/** Diagnoses of ECR and of pushes and pulls, as API names and as the engine and registries print them (rows F). */
import type { DiagnosisRow } from '../diagnosis-row.js';

const listImages = 'See what is there: aws ecr describe-images --repository-name {repository}';

export const registryRows: readonly DiagnosisRow[] = [
  {
    id: 'F1',
    match:
      /repository with name '(?<repository>[^']+)' does not exist in the registry|name unknown|NAME_UNKNOWN|RepositoryNotFoundException/,
    cause: 'The repository does not exist in this account and region.',
    suggestions: [
      'Create it: aws ecr create-repository --repository-name {repository}',
      'Check account and region: aws sts get-caller-identity',
    ],
    code: 'REPOSITORY_NOT_FOUND',
  },
  {
    id: 'F3',
    match: /is not authorized to perform: (?<action>ecr:\w+)(?: on resource: (?<resource>[^\s,]+))?/,
    cause: 'The credentials lack {action}.',
    suggestions: [
      'Allow on {resource}: ecr:BatchCheckLayerAvailability, InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload, PutImage, BatchGetImage, GetDownloadUrlForLayer; and ecr:GetAuthorizationToken on *.',
    ],
    code: 'ACCESS_DENIED',
  },
  {
    id: 'F4',
    match: /[Aa]uthorization token has expired/,
    cause:
      'The registry token is older than its 12 hours; a stale entry of a credential helper does the same.',
    suggestions: ['Run it again: a new token is fetched for every push.'],
    code: 'CREDENTIALS_REFUSED',
  },
  {
    id: 'F5',
    match: /no basic auth credentials/,
    cause: 'The registry was asked without credentials, or with those of another registry.',
    suggestions: [
      'Check that the host is the registry of this account and region: aws ecr describe-registry',
    ],
    code: 'CREDENTIALS_REFUSED',
  },
  {
    id: 'F6',
    match:
      /image tag '(?<tag>[^']+)' already exists in the '(?<repository>[^']+)' repository|ImageTagAlreadyExistsException/,
    cause: 'The tag names another digest, and the repository does not let tags move.',
    suggestions: [
      'Use another tag, or none: the default tag follows the content.',
      'Read the setting: aws ecr describe-repositories --repository-names {repository}',
    ],
    code: 'TAG_IMMUTABLE',
  },
  {
    id: 'F7',
    match: /unexpected status from PUT request to \S+\/manifests\/\S+: 403/,
    cause:
      'The registry hides its reason: a permission is missing, or the repository holds as many images as its quota allows.',
    suggestions: [listImages, 'Allow ecr:PutImage, and delete images that nothing uses.'],
    code: 'ACCESS_DENIED',
  },
  {
    id: 'F8',
    match: /unexpected status from PUT request to \S+\/manifests\/(?<tag>\S+): 400/,
    cause: 'The registry hides its reason; usually the tag exists and is immutable.',
    suggestions: [listImages, 'Push under another tag.'],
    code: 'TAG_IMMUTABLE',
  },
  {
    id: 'F9',
    match: /error parsing HTTP 403 response body/,
    cause: 'The registry refused without a text: a push permission is missing, or a proxy is in between.',
    suggestions: ['Allow ecr:BatchCheckLayerAvailability and ecr:InitiateLayerUpload on the repository.'],
    code: 'ACCESS_DENIED',
  },
  {
    id: 'F11',
    match:
      /manifest unknown|MANIFEST_UNKNOWN|manifest for \S+ not found|ImageNotFoundException|Requested image not found/,
    cause: 'The repository has no image of that tag or digest.',
    suggestions: [listImages],
    code: 'IMAGE_NOT_FOUND',
  },
  {
    id: 'F12',
    match:
      /LayersNotFoundException|LayerInaccessibleException|InvalidLayerException|LayerPartTooSmallException|UploadNotFoundException|blob unknown|BLOB_UNKNOWN|BLOB_UPLOAD_(?:UNKNOWN|INVALID)/,
    cause:
      'The manifest refers to layers that this repository does not hold, or an upload was lost half-way.',
    suggestions: ['Push again: layers that arrived are skipped.'],
    code: 'PUSH_FAILED',
  },
  {
    id: 'F13',
    match: /ReferencedImagesNotFoundException/,
    cause: 'The index refers to images that were not pushed.',
    suggestions: ['Push the images of the index first.'],
    code: 'PUSH_FAILED',
  },
  {
    id: 'F14',
    match: /ImageDigestDoesNotMatchException|DIGEST_INVALID|digest did not match/,
    cause: 'What arrived has another digest than what was sent: the bytes were changed on the way.',
    suggestions: ['Push again; if it stays, look for a proxy that rewrites content.'],
    code: 'DIGEST_MISMATCH',
  },
  {
    id: 'F17',
    match: /KmsException/,
    cause:
      'The repository’s KMS key cannot be used: disabled, deleted, in another region, or its grants were revoked.',
    suggestions: ['Read which key it is: aws ecr describe-repositories --repository-names {repository}'],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'F18',
    match: /ImageArchivedException/,
    cause: 'A lifecycle rule has archived the image; it cannot be pulled.',
    suggestions: ['Push it again, or restore its storage class in ECR.'],
    code: 'IMAGE_NOT_FOUND',
  },
  {
    id: 'F20',
    match: /An image does not exist locally with the tag: (?<image>\S+)/,
    cause: 'The engine has no image {image}.',
    suggestions: ['List them: docker image ls {image}'],
    code: 'IMAGE_NOT_FOUND',
  },
  {
    id: 'F21',
    match: /BlockedByOrganizationPolicyException|RepositoryAlreadyExistsException|\bLimitExceededException/,
    cause: 'A quota or an organization policy forbids it.',
    suggestions: [
      'Ask the account’s administrators, or see the quotas: aws service-quotas list-service-quotas --service-code ecr',
    ],
    code: 'REMOTE_REFUSED',
  },
];

/** After every other row: broken connections in the words of Node, Go and the engine. */
export const connectionRows: readonly DiagnosisRow[] = [
  {
    id: 'F2',
    match: /(?:^|[\s:"])EOF$/,
    cause:
      'The registry closed the connection. ECR does that when the repository is missing or a permission is, and networks do.',
    suggestions: [
      'Check the repository first: aws ecr describe-repositories --repository-names {repository}',
      'Then the permission ecr:InitiateLayerUpload, then the network.',
    ],
    code: 'PUSH_FAILED',
    retry: 'network',
  },
  {
    id: 'F19',
    match:
      /broken pipe|connection reset by peer|TLS handshake timeout|i\/o timeout|no such host|socket hang up|\b(?:ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/,
    cause:
      'The connection could not be made or broke: network, proxy, VPN, or a host name of a region that does not exist.',
    suggestions: [
      'Check the region and the network, then run it again: what is done already is not done twice.',
    ],
    code: 'REMOTE_UNAVAILABLE',
    retry: 'network',
  },
];
