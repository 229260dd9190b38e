/** Function settings in the words of Lambda's API. */
import type { CreateFunctionRequest } from '@aws-sdk/client-lambda';
import type {
  FunctionConfiguration,
  ImageConfigOverride,
  LoggingSetting,
  VpcSetting,
} from '../../domain/function-spec.js';

/** The members that CreateFunction and UpdateFunctionConfiguration share, as far as they are valid for images. */
export type ApiSettings = Pick<
  CreateFunctionRequest,
  | 'DeadLetterConfig'
  | 'Description'
  | 'Environment'
  | 'EphemeralStorage'
  | 'FileSystemConfigs'
  | 'ImageConfig'
  | 'KMSKeyArn'
  | 'LoggingConfig'
  | 'MemorySize'
  | 'Timeout'
  | 'TracingConfig'
  | 'VpcConfig'
> & { Role?: string };

/**
 * Exactly the keys that are given; a key that is not sent stays as it is in the account. Empty values clear:
 * `imageConfig: {}` every override, empty `vpc` lists the VPC, `''` the dead-letter target and the key.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
export function apiSettings(given: Partial<FunctionConfiguration>): ApiSettings {
  return {
    ...(given.description !== undefined && { Description: given.description }),
    ...(given.role !== undefined && { Role: given.role }),
    ...(given.memorySize !== undefined && { MemorySize: given.memorySize }),
    ...(given.timeout !== undefined && { Timeout: given.timeout }),
    ...(given.ephemeralStorage !== undefined && { EphemeralStorage: { Size: given.ephemeralStorage } }),
    ...(given.imageConfig && { ImageConfig: apiImageConfig(given.imageConfig) }),
    ...(given.environment && { Environment: { Variables: { ...given.environment } } }),
    ...(given.vpc && { VpcConfig: apiVpc(given.vpc) }),
    ...(given.fileSystems && {
      FileSystemConfigs: given.fileSystems.map(({ arn, localMountPath }) => ({
        Arn: arn,
        LocalMountPath: localMountPath,
      })),
    }),
    ...(given.deadLetter !== undefined && { DeadLetterConfig: { TargetArn: given.deadLetter } }),
    ...(given.tracing && { TracingConfig: { Mode: given.tracing } }),
    ...(given.logging && { LoggingConfig: apiLogging(given.logging) }),
    ...(given.kmsKeyArn !== undefined && { KMSKeyArn: given.kmsKeyArn }),
  };
}

function apiImageConfig({ entryPoint, command, workingDirectory }: ImageConfigOverride) {
  return {
    ...(entryPoint && { EntryPoint: [...entryPoint] }),
    ...(command && { Command: [...command] }),
    ...(workingDirectory !== undefined && { WorkingDirectory: workingDirectory }),
  };
}

function apiVpc({ subnetIds, securityGroupIds, ipv6AllowedForDualStack }: VpcSetting) {
  return {
    SubnetIds: [...subnetIds],
    SecurityGroupIds: [...securityGroupIds],
    ...(ipv6AllowedForDualStack !== undefined && { Ipv6AllowedForDualStack: ipv6AllowedForDualStack }),
  };
}

function apiLogging({
  logFormat,
  applicationLogLevel,
  systemLogLevel,
  logGroup,
}: LoggingSetting): NonNullable<ApiSettings['LoggingConfig']> {
  return {
    ...(logFormat && { LogFormat: logFormat }),
    ...(applicationLogLevel !== undefined && { ApplicationLogLevel: applicationLogLevel as 'INFO' }),
    ...(systemLogLevel !== undefined && { SystemLogLevel: systemLogLevel as 'INFO' }),
    ...(logGroup !== undefined && { LogGroup: logGroup }),
  };
}
