/** Diagnoses of busy, throttled or exhausted control planes (rows E). */
import type { DiagnosisRow } from '../diagnosis-row.js';

export const controlPlaneRows: readonly DiagnosisRow[] = [
  {
    id: 'E1',
    match: /An update is in progress for resource/,
    cause: 'Another update of the function has not finished: another deploy, or the previous step.',
    suggestions: ['See who is at it: lading status {function}', 'Deploy again when it has finished.'],
    code: 'FUNCTION_BUSY',
    retry: 'conflict',
  },
  {
    id: 'E3',
    match: /currently in the following state: '?Failed'?/,
    cause: 'The creation of the function failed; such a function must be deleted and created again.',
    suggestions: ['Delete it: aws lambda delete-function --function-name {function}', 'Then deploy again.'],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'E2',
    match: /currently in the following state: '?(?<state>\w+)/,
    cause: 'The function is {state} and takes no changes until it is Active.',
    suggestions: ['Wait until it is Active: lading status {function}'],
    code: 'FUNCTION_BUSY',
    retry: 'conflict',
  },
  {
    id: 'E17',
    match: /throttled by EC2|EC2ThrottledException/,
    cause: 'EC2 limits how fast Lambda may create network interfaces in this account.',
    suggestions: ['Try again in a few minutes.'],
    code: 'THROTTLED',
    retry: 'throttle',
  },
  {
    id: 'E13',
    match: /ReservedFunctionConcurrentInvocationLimitExceeded|ConcurrentInvocationLimitExceeded/,
    cause:
      'All concurrency of the function or the account is in use; a reservation of 0 blocks every invocation.',
    suggestions: ['Look: aws lambda get-function-concurrency --function-name {function}'],
    code: 'THROTTLED',
    retry: 'throttle',
  },
  {
    id: 'E14',
    match: /Code storage limit exceeded|CodeStorageExceededException/,
    cause: 'The account’s storage for Zip code and layers is full; images do not count.',
    suggestions: [
      'See how much is used: aws lambda get-account-settings',
      'Delete old versions of Zip functions.',
    ],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'E15',
    match: /ENILimitReachedException|elastic network interface limit was reached/,
    cause: 'The VPC has as many network interfaces as its quota allows.',
    suggestions: [
      'Let functions share subnets and security groups, or raise the quota "Network interfaces per VPC".',
    ],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'E16',
    match: /SubnetIPAddressLimitReachedException|no available IP addresses/,
    cause: 'The subnets have no free IP addresses.',
    suggestions: [
      'Count them: aws ec2 describe-subnets --query "Subnets[].[SubnetId,AvailableIpAddressCount]"',
    ],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'E18',
    match: /ResourceNotReadyException/,
    cause: 'The function is inactive and its VPC connection was taken down.',
    suggestions: ['Wait until it is Active: lading status {function}'],
    code: 'FUNCTION_BUSY',
    retry: 'conflict',
  },
  {
    id: 'E25',
    match: /AliasLimitExceededException|PolicyLengthExceededException|PublicPolicyException/,
    cause:
      'A limit of the function’s aliases or of its policy is reached, or the account blocks public policies.',
    suggestions: [
      'Read the policy: aws lambda get-policy --function-name {function}',
      'Remove aliases or statements that nothing uses.',
    ],
    code: 'REMOTE_REFUSED',
  },
];

/** After every other row: the words of throttling that all services share. */
export const throttleRow: DiagnosisRow = {
  id: 'E12',
  match: /TooManyRequests|CallerRateLimitExceeded|Throttling|[Rr]ate [Ee]xceeded|toomanyrequests/,
  cause:
    'The account sends more requests than the service takes (Lambda’s control plane: 15 a second in all).',
  suggestions: ['Try again in a minute, with fewer deploys at once.'],
  code: 'THROTTLED',
  retry: 'throttle',
};

/** After every other row: the service failed by itself. */
export const serviceRow: DiagnosisRow = {
  id: 'E24',
  match: /\bServiceException\b|InternalError|InternalFailure|ServerException|ServiceUnavailable/,
  cause: 'The service failed by itself.',
  suggestions: ['Try again in a few minutes.', 'Look at https://health.aws.amazon.com/health/status'],
  code: 'REMOTE_UNAVAILABLE',
  retry: 'network',
};
