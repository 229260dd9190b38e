/** What a function host is told of a version. */
import type { Architecture } from '../../../domain/architecture.js';
import type { Digest } from '../../../domain/digest.js';
import type { HostedFunction } from '../../../ports/function-host.js';
import type { RegionSettings } from '../../service.js';
import type { FunctionRecord, FunctionVersion, ImageSettings } from '../function-record.js';

/** Sandboxes of a version without reserved concurrency: this is one machine, not a region. */
const unreserved = 10;
/** Milliseconds; Lambda keeps a sandbox for some minutes too. */
const idleAfter = 5 * 60_000;

export function hostedFunction(
  record: FunctionRecord,
  version: FunctionVersion,
  imageId: Digest,
  { account, region }: RegionSettings,
): HostedFunction {
  const { settings } = version;
  return {
    name: record.name,
    version: version.version,
    account,
    region,
    architecture: version.architecture as Architecture,
    imageId,
    imageConfig: imageConfigOf(settings.ImageConfig ?? {}),
    environment: settings.Environment?.Variables ?? {},
    memorySize: settings.MemorySize,
    timeout: settings.Timeout,
    ephemeralStorage: settings.EphemeralStorage.Size,
    logGroup: logGroupOf(record.name, version),
    ...jsonLogsOf(version),
    network: 'bridge',
    concurrency: record.reservedConcurrency ?? unreserved,
    overflow: 'wait',
    idleAfter,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
export function logGroupOf(name: string, { settings }: FunctionVersion): string {
  return settings.LoggingConfig.LogGroup ?? `/aws/lambda/${name}`;
}

function jsonLogsOf({ settings }: FunctionVersion): Pick<HostedFunction, 'jsonLogs'> {
  const { LogFormat, ApplicationLogLevel = 'INFO', SystemLogLevel = 'INFO' } = settings.LoggingConfig;
  if (LogFormat !== 'JSON') return {};
  return { jsonLogs: { applicationLevel: ApplicationLogLevel, systemLevel: SystemLogLevel } };
}

function imageConfigOf({
  EntryPoint,
  Command,
  WorkingDirectory,
}: ImageSettings): HostedFunction['imageConfig'] {
  return {
    ...(EntryPoint && { entryPoint: EntryPoint }),
    ...(Command && { command: Command }),
    ...(WorkingDirectory && { workingDirectory: WorkingDirectory }),
  };
}
