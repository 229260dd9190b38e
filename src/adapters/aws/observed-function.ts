/** Functions and aliases as Lambda's API reports them, in domain words. */
import type {
  AliasConfiguration,
  FunctionConfiguration as ApiFunction,
  Concurrency,
  EnvironmentError,
  FunctionCodeLocation,
} from '@aws-sdk/client-lambda';
import type {
  FunctionConfiguration,
  ImageConfigOverride,
  LoggingSetting,
  VpcSetting,
} from '../../domain/function-spec.js';
import type { ObservedAlias, ObservedFunction } from '../../domain/function-state.js';
import { redact } from '../../errors/redact.js';

/**
 * What Lambda leaves out gets the value it has by default, so that every key can be compared.
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
export function observedFunction(
  api: ApiFunction,
  code?: FunctionCodeLocation,
  tags?: Record<string, string>,
  concurrency?: Concurrency,
): ObservedFunction {
  return {
    name: api.FunctionName ?? '',
    arn: api.FunctionArn ?? '',
    version: api.Version ?? '$LATEST',
    packageType: api.PackageType ?? 'Zip',
    architecture: api.Architectures?.[0] ?? 'x86_64',
    configuration: observedConfiguration(api),
    codeSha256: runningDigest(code) ?? api.CodeSha256 ?? '',
    ...(code?.ImageUri !== undefined && { imageUri: code.ImageUri }),
    ...(code?.ResolvedImageUri !== undefined && { resolvedImageUri: code.ResolvedImageUri }),
    revisionId: api.RevisionId ?? '',
    lastModified: api.LastModified ?? '',
    // Absent in version lists only; those functions exist and are quiet.
    state: api.State ?? 'Active',
    ...(api.StateReason !== undefined && { stateReason: api.StateReason }),
    ...(api.StateReasonCode !== undefined && { stateReasonCode: api.StateReasonCode }),
    ...(api.LastUpdateStatus !== undefined && { lastUpdateStatus: api.LastUpdateStatus }),
    ...(api.LastUpdateStatusReason !== undefined && { lastUpdateStatusReason: api.LastUpdateStatusReason }),
    ...(api.LastUpdateStatusReasonCode !== undefined && {
      lastUpdateStatusReasonCode: api.LastUpdateStatusReasonCode,
    }),
    ...(tags && { tags }),
    ...(concurrency?.ReservedConcurrentExecutions !== undefined && {
      reservedConcurrency: concurrency.ReservedConcurrentExecutions,
    }),
    ...(api.Environment?.Error && { environmentError: environmentError(api.Environment.Error) }),
  };
}

/**
 * Hex of the digest that Lambda resolved the image to, else of the one that it was given; AWS's CodeSha256 is the same, an
 * emulator's may be anything (moto hashes the URI, failures.md 3.1).
 */
function runningDigest(code: FunctionCodeLocation | undefined): string | undefined {
  const [, digest] =
    pinnedDigest.exec(code?.ResolvedImageUri ?? '') ?? pinnedDigest.exec(code?.ImageUri ?? '') ?? [];
  return digest;
}

const pinnedDigest = /^[^@]+@sha256:([0-9a-f]{64})$/;

export function observedAlias(api: AliasConfiguration): ObservedAlias {
  return {
    name: api.Name ?? '',
    arn: api.AliasArn ?? '',
    version: api.FunctionVersion ?? '',
    description: api.Description ?? '',
    weights: api.RoutingConfig?.AdditionalVersionWeights ?? {},
    revisionId: api.RevisionId ?? '',
  };
}

function observedConfiguration(api: ApiFunction): FunctionConfiguration {
  return {
    description: api.Description ?? '',
    role: api.Role ?? '',
    memorySize: api.MemorySize ?? 128,
    timeout: api.Timeout ?? 3,
    ephemeralStorage: api.EphemeralStorage?.Size ?? 512,
    imageConfig: observedImageConfig(api),
    environment: api.Environment?.Variables ?? {},
    vpc: observedVpc(api),
    fileSystems: (api.FileSystemConfigs ?? []).map(({ Arn, LocalMountPath }) => ({
      arn: Arn ?? '',
      localMountPath: LocalMountPath ?? '',
    })),
    deadLetter: api.DeadLetterConfig?.TargetArn ?? '',
    tracing: api.TracingConfig?.Mode ?? 'PassThrough',
    logging: observedLogging(api),
    kmsKeyArn: api.KMSKeyArn ?? '',
  };
}

function observedImageConfig({ ImageConfigResponse }: ApiFunction): ImageConfigOverride {
  const { EntryPoint, Command, WorkingDirectory } = ImageConfigResponse?.ImageConfig ?? {};
  return {
    ...(EntryPoint && EntryPoint.length > 0 && { entryPoint: EntryPoint }),
    ...(Command && Command.length > 0 && { command: Command }),
    ...(WorkingDirectory && { workingDirectory: WorkingDirectory }),
  };
}

function observedVpc({ VpcConfig }: ApiFunction): VpcSetting {
  return {
    subnetIds: VpcConfig?.SubnetIds ?? [],
    securityGroupIds: VpcConfig?.SecurityGroupIds ?? [],
    ...(VpcConfig?.Ipv6AllowedForDualStack !== undefined && {
      ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack,
    }),
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html: levels exist with JSON only. */
function observedLogging({ FunctionName, LoggingConfig }: ApiFunction): LoggingSetting {
  const { LogFormat = 'Text', ApplicationLogLevel, SystemLogLevel, LogGroup } = LoggingConfig ?? {};
  return {
    logFormat: LogFormat,
    ...(LogFormat === 'JSON' && {
      applicationLogLevel: ApplicationLogLevel ?? 'INFO',
      systemLogLevel: SystemLogLevel ?? 'INFO',
    }),
    logGroup: LogGroup ?? `/aws/lambda/${FunctionName}`,
  };
}

function environmentError({ ErrorCode, Message }: EnvironmentError): string {
  return redact([ErrorCode, Message].filter(Boolean).join(': '));
}
