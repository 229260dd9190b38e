/** Writes a function version as the API shows it. */
import { createHash } from 'node:crypto';
import type { RegionSettings } from '../service.js';
import { functionArn } from './function-name.js';
import type { FunctionRecord, FunctionVersion, VpcSettings } from './function-record.js';
import { revisionOf, statusOf } from './function-status.js';

export interface DescribeContext {
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The shape FunctionConfiguration.
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 * @param arnSuffix qualifier that the ARN carries; by default none for `$LATEST` and the number for a version
 */
export function describeVersion(
  record: FunctionRecord,
  version: FunctionVersion,
  { settings, now }: DescribeContext,
  arnSuffix: string | undefined = version.version === '$LATEST' ? undefined : version.version,
): Record<string, unknown> {
  const runtime = version.settings.Runtime;
  return {
    ...describeSettled(record, version, { settings, now }, arnSuffix),
    ...(runtime !== undefined && {
      RuntimeVersionConfig: { RuntimeVersionArn: runtimeArn(settings, runtime) },
    }),
    ...statusOf(version, now),
  };
}

/** The same without status and runtime version: what the list operations send. */
export function describeSettled(
  record: FunctionRecord,
  version: FunctionVersion,
  { settings, now }: DescribeContext,
  arnSuffix: string | undefined,
): Record<string, unknown> {
  const { ImageConfig, VpcConfig, SnapStart, ...rest } = version.settings;
  return {
    FunctionName: record.name,
    FunctionArn: functionArn(settings, record.name, arnSuffix),
    ...rest,
    PackageType: record.packageType,
    Architectures: [version.architecture],
    CodeSha256: version.code.sha256,
    // An image counts nothing: it is stored in ECR.
    CodeSize: version.code.kind === 'zip' ? version.code.bytes : 0,
    LastModified: lambdaTime(version.lastModified),
    RevisionId: revisionOf(version, now),
    SnapStart: { ...SnapStart, OptimizationStatus: 'Off' },
    Version: version.version,
    ...(VpcConfig && { VpcConfig: describeVpc(VpcConfig) }),
    ...(ImageConfig && { ImageConfigResponse: { ImageConfig } }),
  };
}

/** The shape FunctionCodeLocation. */
export function describeCode(
  { code }: FunctionVersion,
  settings: RegionSettings,
  name: string,
): Record<string, unknown> {
  if (code.kind === 'zip') {
    // Zip packages are kept as a digest only: they can be described, not downloaded.
    return { RepositoryType: 'S3', Location: `http://${settings.host}/_lading/no-zip-packages/${name}` };
  }
  return { RepositoryType: 'ECR', ImageUri: code.imageUri, ResolvedImageUri: code.resolvedImageUri };
}

/** `2026-01-31T12:00:00.000+0000`, Lambda's own way to write a time. */
export function lambdaTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+0000');
}

/** A VPC id that follows from the subnets; empty when the function is detached. */
function describeVpc(vpc: VpcSettings): Record<string, unknown> {
  const id = createHash('sha256').update(vpc.SubnetIds.join()).digest('hex').slice(0, 17);
  return { ...vpc, VpcId: vpc.SubnetIds.length > 0 ? `vpc-${id}` : '' };
}

function runtimeArn(settings: RegionSettings, runtime: string): string {
  return `arn:aws:lambda:${settings.region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`;
}
