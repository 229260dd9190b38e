/** The settings of CreateFunction and UpdateFunctionConfiguration, with the constraints of the service model. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';

export const kmsKeyArn = awsPattern('(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()');

/** Documented bounds for ordinary functions: the model's own allow managed instances more (failures.md D30). */
const limits = { timeout: 900, memory: 10_240, storage: 10_240 };

export const architectures = z
  .array(z.enum(['x86_64', 'arm64']))
  .min(1)
  .max(1);

const environment = z.strictObject({
  Variables: z.record(awsPattern('[a-zA-Z]([a-zA-Z0-9_])+'), z.string()).optional(),
});

const vpcConfig = z.strictObject({
  SubnetIds: z.array(z.string()).max(16).optional(),
  SecurityGroupIds: z.array(z.string()).max(5).optional(),
  Ipv6AllowedForDualStack: z.boolean().optional(),
});

const imageConfig = z.strictObject({
  EntryPoint: z.array(z.string()).max(1500).optional(),
  Command: z.array(z.string()).max(1500).optional(),
  WorkingDirectory: z.string().max(1000).optional(),
});

const fileSystem = z.strictObject({
  Arn: awsPattern(
    'arn:aws[a-zA-Z-]*:elasticfilesystem:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:access-point/fsap-[a-f0-9]{17}',
  ).max(256),
  LocalMountPath: awsPattern('/mnt/[a-zA-Z0-9-_.]+').max(160),
});

const loggingConfig = z.strictObject({
  LogFormat: z.enum(['JSON', 'Text']).optional(),
  ApplicationLogLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).optional(),
  SystemLogLevel: z.enum(['DEBUG', 'INFO', 'WARN']).optional(),
  LogGroup: awsPattern('[\\.\\-_/#A-Za-z0-9]+').min(1).max(512).optional(),
});

/** Members that both operations take. */
export const settingsShape = {
  Description: z.string().max(256).optional(),
  Timeout: z.number().int().min(1).max(limits.timeout).optional(),
  MemorySize: z.number().int().min(128).max(limits.memory).optional(),
  EphemeralStorage: z.strictObject({ Size: z.number().int().min(512).max(limits.storage) }).optional(),
  Environment: environment.optional(),
  VpcConfig: vpcConfig.optional(),
  DeadLetterConfig: z
    .strictObject({ TargetArn: awsPattern('(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()').optional() })
    .optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(['Active', 'PassThrough']).optional() }).optional(),
  KMSKeyArn: kmsKeyArn.optional(),
  FileSystemConfigs: z.array(fileSystem).max(1).optional(),
  ImageConfig: imageConfig.optional(),
  LoggingConfig: loggingConfig.optional(),
  SnapStart: z.strictObject({ ApplyOn: z.enum(['PublishedVersions', 'None']).optional() }).optional(),
  Layers: z
    .array(awsPattern('arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+').max(140))
    .optional(),
  Runtime: z.string().optional(),
  Handler: awsPattern('[^\\s]+').max(128).optional(),
};

export const roleArn = awsPattern('arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+');

/** Where code comes from, in CreateFunction's Code and in UpdateFunctionCode itself. */
export const codeShape = {
  ZipFile: z.string().optional(),
  S3Bucket: awsPattern('[0-9A-Za-z\\.\\-_]*(?<!\\.)').min(3).max(63).optional(),
  S3Key: z.string().min(1).max(1024).optional(),
  S3ObjectVersion: z.string().min(1).max(1024).optional(),
  ImageUri: z.string().optional(),
  SourceKMSKeyArn: kmsKeyArn.optional(),
};

const settings = z.strictObject(settingsShape);
export type SettingsInput = z.infer<typeof settings>;

const code = z.strictObject(codeShape);
export type CodeInput = z.infer<typeof code>;
