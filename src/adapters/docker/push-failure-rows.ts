/** What ECR and the network answer when a push fails, why, and what helps. Data from `failures.md` 1F; unknown texts are shown as they are. */
import type { ErrorCode } from '../../errors/codes.js';
import type { DiagnosisRow } from '../../errors/diagnosis-row.js';

/** `{repository}` is the repository's name, `{region}` its region. Matched in order. */
export const pushFailureRows: readonly (DiagnosisRow & { readonly code: ErrorCode })[] = [
  {
    id: 'F1',
    match: /name unknown|NAME_UNKNOWN|[Rr]epository with name .* does not exist|repository .* not found/,
    code: 'REPOSITORY_NOT_FOUND',
    cause: 'The repository does not exist in the account and region that its URI names.',
    suggestions: [
      'Create it: aws ecr create-repository --repository-name {repository} --region {region}',
      'Check the account and region: aws sts get-caller-identity',
    ],
  },
  {
    id: 'F4',
    match: /authorization token has expired|token is expired|token expired/i,
    code: 'CREDENTIALS_REFUSED',
    cause: 'The registry token is older than its twelve hours, or the clock of this machine is wrong.',
    suggestions: ['Run the command again: each run fetches a new token.', 'Check the clock: date -u'],
  },
  {
    id: 'F3',
    match: /denied: .*not authorized to perform: (?<action>[\w:*]+)/,
    code: 'ACCESS_DENIED',
    cause: 'The credentials lack {action} on this repository.',
    suggestions: ['Grant what a push needs: docs/permissions.md lists the actions'],
  },
  {
    id: 'F6',
    match: /tag invalid|cannot be overwritten because|ImageTagAlreadyExists/,
    code: 'TAG_IMMUTABLE',
    cause: 'The tag exists already and the repository does not let tags move.',
    suggestions: [
      'Leave out --tag: the tag made from the content never collides.',
      'Or choose a new one: --tag "$(git rev-parse --short HEAD)"',
    ],
  },
  {
    id: 'F10',
    match: /toomanyrequests|Rate exceeded|ThrottlingException|TooManyRequests/i,
    code: 'THROTTLED',
    cause: 'The registry limits the rate of requests, and the engine gave up repeating.',
    suggestions: ['Wait a minute and run the command again: layers that are there are not sent again.'],
  },
  {
    id: 'F7',
    match: /403 Forbidden.*|unexpected status.*403/,
    code: 'ACCESS_DENIED',
    cause:
      'The registry refused without a reason: a missing permission (ecr:PutImage) or a full repository (images per repository).',
    suggestions: [
      'Grant what a push needs: docs/permissions.md lists the actions',
      'Count the images: aws ecr list-images --repository-name {repository} --region {region} --query "length(imageIds)"',
    ],
  },
  {
    id: 'F9',
    match: /error parsing HTTP 403 response body/,
    code: 'ACCESS_DENIED',
    cause:
      'The registry, or a proxy in front of it, refused without a reason: often ecr:BatchCheckLayerAvailability or ecr:InitiateLayerUpload is missing.',
    suggestions: [
      'Grant what a push needs: docs/permissions.md lists the actions',
      'Check the proxy of the engine: docker info | grep -i proxy',
    ],
  },
  {
    id: 'F3',
    match: /\bdenied\b|DENIED/,
    code: 'ACCESS_DENIED',
    cause: 'The credentials may not push to this repository.',
    suggestions: ['Grant what a push needs: docs/permissions.md lists the actions'],
  },
  {
    id: 'F5',
    match: /no basic auth credentials|unauthorized|authentication required|401/,
    code: 'CREDENTIALS_REFUSED',
    cause: 'The registry did not accept the token.',
    suggestions: [
      'Check that the credentials are for this account and region: aws sts get-caller-identity',
      'Run the command again: each run fetches a new token.',
    ],
  },
  {
    id: 'F8',
    match: /400 Bad Request/,
    code: 'PUSH_FAILED',
    cause:
      'The registry refused the manifest and the engine hid why; usually the tag exists and may not move.',
    suggestions: [
      'Leave out --tag: the tag made from the content never collides.',
      'Look at the tag: aws ecr describe-images --repository-name {repository} --region {region}',
    ],
  },
  {
    id: 'F20',
    match: /does not exist locally/,
    code: 'IMAGE_NOT_FOUND',
    cause: 'The image was removed from the engine after it was built.',
    suggestions: [
      'Build again: lading deploy',
      'Look for a clean-up job (docker system prune) that runs at the same time.',
    ],
  },
  {
    id: 'F2',
    match: /\bEOF\b/,
    code: 'PUSH_FAILED',
    cause:
      'The registry closed the connection again and again. ECR does this when the repository is missing or may not be pushed to, and only then is it the network.',
    suggestions: [
      'Check that the repository exists: aws ecr describe-repositories --repository-names {repository} --region {region}',
      'Check the permissions: docs/permissions.md lists the actions',
    ],
  },
  {
    id: 'F19',
    match: /no such host/,
    code: 'PUSH_FAILED',
    cause:
      'The engine does not find the registry’s host name: a wrong region or account in it, or no name resolution.',
    suggestions: [
      'Check the region: --region, or region: in the configuration file',
      'Ask from the engine’s machine: getent hosts HOST',
    ],
  },
  {
    id: 'F19',
    match:
      /broken pipe|connection reset|TLS handshake timeout|i\/o timeout|connection refused|network is unreachable/,
    code: 'PUSH_FAILED',
    cause: 'The connection between the engine and the registry broke.',
    suggestions: [
      'Run the command again: layers that are there are not sent again.',
      'Check the proxy of the engine: docker info | grep -i proxy',
    ],
  },
  {
    id: 'A19',
    match: /x509|certificate/,
    code: 'PUSH_FAILED',
    cause: 'The engine does not trust the registry’s certificate, or a proxy replaces it.',
    suggestions: ['Put the certificate where the engine looks: /etc/docker/certs.d/HOST/ca.crt'],
  },
];
