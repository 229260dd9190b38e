/** Schemas of the settings that tie a function to other resources: network, file systems, queues, keys and logs. */
import { list, oneOf, settings, text, yesOrNo } from './allowed.js';

// https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html
export const vpc = settings({
  subnetIds: list(
    text('a subnet id, as subnet-0123456789abcdef0', { pattern: /^subnet-[0-9a-z]+$/ }),
    'a list of at most 16 subnet ids',
    16,
  ).describe('Subnets, at most 16.'),
  securityGroupIds: list(
    text('a security group id, as sg-0123456789abcdef0', { pattern: /^sg-[0-9a-zA-Z]+$/ }),
    'a list of at most 5 security group ids',
    5,
  ).describe('Security groups, at most 5.'),
  ipv6AllowedForDualStack: yesOrNo().describe('Outbound IPv6 in dual-stack subnets.').exactOptional(),
})
  .refine((value) => (value.subnetIds.length === 0) === (value.securityGroupIds.length === 0), {
    error: 'subnets and security groups together, or two empty lists to leave the VPC',
  })
  .describe('Network of the function; two empty lists take it out of its VPC.');

// https://docs.aws.amazon.com/lambda/latest/api/API_FileSystemConfig.html
export const fileSystems = list(
  settings({
    arn: text('the ARN of an EFS or S3 Files access point', {
      pattern:
        /^(?:arn:aws[a-zA-Z-]*:elasticfilesystem:[a-z0-9-]+:\d{12}:access-point\/fsap-[a-f0-9]{17}|arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system\/fs-[0-9a-f]{17,40}\/access-point\/fsap-[0-9a-f]{17,40})$/,
      maximum: 256,
    }).describe('ARN of the access point.'),
    localMountPath: text('a path under /mnt, as /mnt/data', {
      pattern: /^\/mnt\/[a-zA-Z0-9-_.]+$/,
      maximum: 160,
    }).describe('Where the function sees it.'),
  }),
  'a list of at most one file system',
  1,
).describe('File systems; [] for none. They need a VPC.');

// https://docs.aws.amazon.com/lambda/latest/api/API_DeadLetterConfig.html
export const deadLetter = text('the ARN of an SQS queue or SNS topic, or "" for none', {
  pattern: /^(?:arn:aws[a-zA-Z-]*:(?:sqs|sns):[a-z0-9-]+:\d{12}:.+)?$/,
}).describe('Queue or topic for events that could not be processed; "" for none.');

export const kmsKeyArn = text('the ARN of a KMS key, or "" for the AWS-owned key', {
  pattern: /^(?:arn:aws[a-zA-Z-]*:kms:[a-z0-9-]+:\d{12}:.+)?$/,
}).describe('Key that encrypts the environment variables; "" for the AWS-owned key.');

// https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html
export const logging = settings({
  logFormat: oneOf('JSON', 'Text').describe('Format of the logs.').exactOptional(),
  applicationLogLevel: oneOf('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL')
    .describe('Least level of application logs; with JSON only.')
    .exactOptional(),
  systemLogLevel: oneOf('DEBUG', 'INFO', 'WARN')
    .describe('Least level of system logs; with JSON only.')
    .exactOptional(),
  logGroup: text('1 to 512 letters, digits, and . - _ / #', { pattern: /^[.\-_/#A-Za-z0-9]{1,512}$/ })
    .describe('CloudWatch log group.')
    .exactOptional(),
})
  .refine(
    (value) =>
      value.logFormat !== 'Text' ||
      (value.applicationLogLevel === undefined && value.systemLogLevel === undefined),
    {
      path: ['logFormat'],
      error: 'JSON, as log levels are set and work with that format only',
    },
  )
  .describe('Where and how the function logs.');
