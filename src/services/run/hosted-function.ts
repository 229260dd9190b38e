/** What a function is like here: file and flags over what the deployed one has, over Lambda's defaults. */
import { type Architecture, architectureOf } from '../../domain/architecture.js';
import type { FunctionConfiguration } from '../../domain/function-spec.js';
import type { ObservedFunction } from '../../domain/function-state.js';
import type { AwsCredentials } from '../../ports/aws-credentials.js';
import type { LocalImage } from '../../ports/container-engine.js';
import type { HostedFunction } from '../../ports/function-host.js';
import type { RunRequest } from './run-request.js';

/** Of a function whose creator says nothing; https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const lambdaDefaults = { memorySize: 128, timeout: 3, ephemeralStorage: 512 };
/** That of the Runtime Interface Emulator. */
const unknownAccount = '012345678912';
/** Milliseconds; somebody is at work on it. */
const idleAfter = 30 * 60_000;
/** Seconds. Time in front of a breakpoint is no timeout. */
const patience = 24 * 60 * 60;

export interface RunParts {
  readonly image: LocalImage;
  readonly model: ObservedFunction | undefined;
  readonly credentials: AwsCredentials | undefined;
}

/** Pure. Each setting is taken whole, but the parts of `imageConfig`, and variables that are to be merged. */
export function hostedFunction(
  { spec, place, region, fallbackRegion }: RunRequest,
  { image, model, credentials }: RunParts,
): HostedFunction {
  const [, , , modelRegion, modelAccount] = model?.arn.split(':') ?? [];
  const own: Partial<FunctionConfiguration> = spec.configuration;
  const merged = { ...lambdaDefaults, ...model?.configuration, ...own };
  const { debugPort } = place;
  return {
    name: spec.name,
    version: model?.version ?? '$LATEST',
    account: modelAccount ?? unknownAccount,
    region: region ?? modelRegion ?? fallbackRegion,
    architecture: architectureIn(image),
    imageId: image.id,
    imageConfig: { ...model?.configuration.imageConfig, ...own.imageConfig },
    environment: withDebugger(environmentOf(spec, model), debugPort),
    memorySize: merged.memorySize,
    timeout: debugPort === undefined ? merged.timeout : patience,
    ephemeralStorage: merged.ephemeralStorage,
    logGroup: merged.logging?.logGroup ?? `/aws/lambda/${spec.name}`,
    ...jsonLogsOf(merged.logging),
    ...(credentials && { credentials }),
    ...place,
    idleAfter,
  };
}

function jsonLogsOf(logging: FunctionConfiguration['logging'] | undefined): Pick<HostedFunction, 'jsonLogs'> {
  if (logging?.logFormat !== 'JSON') return {};
  const { applicationLogLevel = 'INFO', systemLogLevel = 'INFO' } = logging;
  return { jsonLogs: { applicationLevel: applicationLogLevel, systemLevel: systemLogLevel } };
}

function environmentOf(
  { configuration, environmentMode }: RunRequest['spec'],
  model: ObservedFunction | undefined,
): Readonly<Record<string, string>> {
  const deployed = model?.configuration.environment ?? {};
  if (!configuration.environment) return deployed;
  return environmentMode === 'merge'
    ? { ...deployed, ...configuration.environment }
    : configuration.environment;
}

/**
 * Node.js opens its inspector by this variable alone; other runtimes do not know it.
 * https://nodejs.org/docs/latest-v20.x/api/cli.html#node_optionsoptions
 */
function withDebugger(
  environment: Readonly<Record<string, string>>,
  port: number | undefined,
): Readonly<Record<string, string>> {
  if (port === undefined || /--inspect/.test(environment.NODE_OPTIONS ?? '')) return environment;
  const options = [environment.NODE_OPTIONS, `--inspect=0.0.0.0:${port}`].filter(Boolean).join(' ');
  return { ...environment, NODE_OPTIONS: options };
}

function architectureIn({ architecture }: LocalImage): Architecture {
  return architectureOf(architecture) ?? 'x86_64';
}
