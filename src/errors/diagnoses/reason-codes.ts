/**
 * What Lambda's StateReasonCode and LastUpdateStatusReasonCode mean and what to do, for texts that no row knows.
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
import type { ErrorCode } from '../codes.js';
import type { RetryClass } from '../diagnosis-row.js';

export interface ReasonCodeEntry {
  readonly cause: string;
  readonly suggestions: readonly string[];
  readonly code?: ErrorCode;
  readonly retry?: RetryClass;
}

const wait: Pick<ReasonCodeEntry, 'suggestions' | 'retry'> = {
  suggestions: ['Wait, and look again: lading status {function}'],
  retry: 'conflict',
};
const rebuild = [
  'Correct the image and deploy again: code can be updated while the function is Failed or Inactive.',
];
const fixKey = [
  'Check the key: aws kms describe-key --key-id KEY',
  'Enable it, grant the role kms:Decrypt, or set another kmsKeyArn, and deploy again.',
];
const fixNetwork = [
  'Check the ids in vpc against: aws ec2 describe-subnets and aws ec2 describe-security-groups',
];
const fixFileSystem = [
  'Check that the access point exists, its mount target is in these subnets, and the security groups let port 2049 through.',
];
const readLogs = ['Read the log: lading logs {function}'];
const askQuota = ['Ask for a higher quota, or use fewer resources of that kind.'];

export const reasonCodes: Readonly<Record<string, ReasonCodeEntry>> = {
  Idle: {
    cause: 'The function was not used for weeks and Lambda reclaimed its resources.',
    suggestions: ['Invoke it once, or deploy again.'],
  },
  Creating: { cause: 'Lambda is creating the function’s resources.', ...wait },
  Restoring: { cause: 'The function is waking up after weeks without use.', ...wait },
  DrainingDurableExecutions: { cause: 'Lambda waits for durable executions to end.', ...wait },
  EniLimitExceeded: {
    cause: 'The VPC has as many network interfaces as its quota allows.',
    suggestions: askQuota,
  },
  InsufficientRolePermissions: {
    cause: 'The execution role lacks a permission, usually those for network interfaces in a VPC.',
    suggestions: [
      'aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
      'Then deploy again.',
    ],
    code: 'ROLE_UNUSABLE',
  },
  InvalidConfiguration: { cause: 'A setting, usually of the VPC, is not valid.', suggestions: fixNetwork },
  InternalError: { cause: 'Lambda failed by itself.', suggestions: ['Deploy again.'], retry: 'network' },
  SubnetOutOfIPAddresses: {
    cause: 'The subnets have no free IP addresses.',
    suggestions: ['Use larger subnets, or others.'],
  },
  InvalidSubnet: { cause: 'A subnet does not exist any more or is of another VPC.', suggestions: fixNetwork },
  InvalidSecurityGroup: {
    cause: 'A security group does not exist any more or is of another VPC.',
    suggestions: fixNetwork,
  },
  ImageDeleted: {
    cause: 'The image that the function runs is no longer in ECR.',
    suggestions: ['Deploy again: restoring the image alone does not wake the function.'],
    code: 'IMAGE_NOT_FOUND',
  },
  ImageAccessDenied: {
    cause: 'The repository policy does not let Lambda pull the image.',
    suggestions: [
      'Allow lambda.amazonaws.com ecr:BatchGetImage and ecr:GetDownloadUrlForLayer in the repository policy, and deploy again.',
    ],
    code: 'ACCESS_DENIED',
  },
  InvalidImage: {
    cause: 'Lambda cannot use the image: its media type, a layer, or its size.',
    suggestions: rebuild,
    code: 'IMAGE_UNSUITABLE',
  },
  KMSKeyAccessDenied: { cause: 'The KMS key may not be used.', suggestions: fixKey },
  KMSKeyNotFound: { cause: 'The KMS key does not exist.', suggestions: fixKey },
  InvalidStateKMSKey: { cause: 'The KMS key is in a state that allows no use.', suggestions: fixKey },
  DisabledKMSKey: { cause: 'The KMS key is disabled.', suggestions: fixKey },
  EFSIOError: { cause: 'The EFS file system answered with an I/O error.', suggestions: fixFileSystem },
  EFSMountConnectivityError: {
    cause: 'The EFS file system cannot be reached over the network.',
    suggestions: fixFileSystem,
  },
  EFSMountFailure: {
    cause: 'The EFS file system refused the mount: permission or access point.',
    suggestions: fixFileSystem,
  },
  EFSMountTimeout: { cause: 'Mounting the EFS file system took too long.', suggestions: fixFileSystem },
  FunctionError: { cause: 'The function failed while it was initialised.', suggestions: readLogs },
  'FunctionError.InitTimeout': {
    cause: 'The initialisation took too long.',
    suggestions: ['Load less at start-up, or raise memorySize.'],
  },
  'FunctionError.RuntimeInitError': {
    cause: 'The process ended during initialisation.',
    suggestions: readLogs,
  },
  'FunctionError.ExtensionInitError': {
    cause: 'An extension in /opt/extensions failed to start.',
    suggestions: readLogs,
  },
  'FunctionError.TooManyExtensions': {
    cause: 'The image has more than ten extensions in /opt/extensions.',
    suggestions: ['Remove some.'],
  },
  'FunctionError.InvalidEntryPoint': {
    cause: 'The entry point is not an absolute path to an executable file.',
    suggestions: rebuild,
    code: 'IMAGE_UNSUITABLE',
  },
  'FunctionError.InvalidWorkingDirectory': {
    cause: 'The working directory is relative or not in the image.',
    suggestions: rebuild,
    code: 'IMAGE_UNSUITABLE',
  },
  'FunctionError.PermissionDenied': {
    cause: 'The entry point is not executable for the user that Lambda runs it as.',
    suggestions: ['Add to the Dockerfile: RUN chmod -R o+rX /var/task'],
    code: 'IMAGE_UNSUITABLE',
  },
  'FunctionError.InitResourceExhausted': {
    cause: 'The initialisation ran out of memory or disk.',
    suggestions: ['Raise memorySize or ephemeralStorage.'],
  },
  ServiceQuotaExceededException: { cause: 'A quota of the account is reached.', suggestions: askQuota },
  VcpuLimitExceeded: { cause: 'The account’s vCPU quota is reached.', suggestions: askQuota },
  CapacityProviderScalingLimitExceeded: {
    cause: 'The capacity provider may not grow further.',
    suggestions: askQuota,
  },
  InsufficientCapacity: {
    cause: 'AWS has not enough capacity at the moment.',
    suggestions: ['Try again later.'],
    retry: 'network',
  },
  EC2RequestLimitExceeded: {
    cause: 'EC2 limits how fast Lambda may create network interfaces.',
    suggestions: ['Try again in a few minutes.'],
    retry: 'throttle',
  },
  DisallowedByVpcEncryptionControl: {
    cause: 'The VPC’s encryption control does not allow the function’s connection.',
    suggestions: ['Change the VPC’s encryption control, or use another VPC.'],
  },
  DependencyError: {
    cause: 'Something that Lambda depends on failed.',
    suggestions: ['Deploy again.'],
    retry: 'network',
  },
  InvalidRuntime: {
    cause: 'The runtime of a Zip function is not valid.',
    suggestions: ['Deploy it as an image under another name.'],
  },
  InvalidZipFileException: {
    cause: 'The code of a Zip function cannot be read.',
    suggestions: ['Deploy it as an image under another name.'],
  },
};
