/** Starts an image as Lambda would, once for each way in which functions start it, and says what that shows. */
import type { Architecture } from '../domain/architecture.js';
import type { Digest } from '../domain/digest.js';
import type { Finding } from '../domain/finding.js';
import type { FunctionSpec, ImageConfigOverride } from '../domain/function-spec.js';
import { eventFindings } from '../domain/probe/event-findings.js';
import { initFindings } from '../domain/probe/init-findings.js';
import {
  type AssumedSetting,
  defaultProbeSettings,
  type ProbedEvent,
  type ProbeSettings,
} from '../domain/probe/probe-facts.js';
import { findingsOfBoth, secondStart } from '../domain/probe/second-start.js';
import { redact } from '../errors/redact.js';
import type {
  FunctionHost,
  FunctionHosting,
  InitOutcome,
  InvocationOutcome,
  LogLine,
} from '../ports/function-host.js';
import { unlessAborted } from './unless-aborted.js';

export interface ProbeTask {
  /** Id of an image that the engine has. */
  readonly imageId: Digest;
  readonly architecture: Architecture;
  readonly functions: readonly ProbedFunction[];
  /** JSON, given to each that starts. */
  readonly event?: string;
  /** Nobody knows what functions it is for, so settings that were assumed are not held against it. */
  readonly stranger?: boolean;
}

export interface ProbedFunction {
  readonly name: string;
  readonly imageConfig: ImageConfigOverride;
  readonly environment: Readonly<Record<string, string>>;
  /** MB. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly ephemeralStorage: number;
  readonly assumed: readonly AssumedSetting[];
}

export interface FunctionProbe {
  readonly name: string;
  readonly settings: ProbeSettings;
  readonly init: InitOutcome;
  /** Missing without an event, and where it did not start. */
  readonly event?: InvocationOutcome;
  readonly findings: readonly Finding[];
}

export interface ProbeWatcher {
  /** About to be started. */
  readonly onStart: (name: string) => void;
  readonly onLog: (line: LogLine) => void;
}

/** Not the network: what a start needs outside is no question of the image, and a check should not act there. */
const network = 'none';
/** Of Lambda's examples; no account has it. */
const account = '123456789012';

/**
 * One after the other, so that none is slowed down by another. Containers are gone when this settles. Failing to start is a
 * result. @throws SANDBOX_FAILED where sandboxes cannot be made, ENGINE_UNREACHABLE, IMAGE_NOT_FOUND, INTERRUPTED
 */
export async function probeImage(
  task: ProbeTask,
  hosting: FunctionHosting,
  watcher: ProbeWatcher,
  signal: AbortSignal,
): Promise<FunctionProbe[]> {
  const probe = (each: ProbedFunction): Promise<FunctionProbe> => {
    watcher.onStart(each.name);
    return probeOne(task, each, hosting, watcher, signal);
  };
  const probes: FunctionProbe[] = [];
  for (const each of task.functions) {
    const first = await probe(each);
    const again = task.stranger ? secondStart(first.findings, first.settings) : undefined;
    probes.push(...(again ? both(first, await probe({ ...each, ...again, assumed: [] })) : [first]));
  }
  return probes;
}

/** What is wrong is told once, by the second. */
function both(first: FunctionProbe, second: FunctionProbe): FunctionProbe[] {
  const used = second.event?.report.maxMemoryUsed ?? second.init.maxMemoryUsed;
  const findings = findingsOfBoth(first.findings, first.settings, second.findings, used);
  return [
    { ...first, findings: [] },
    { ...second, findings },
  ];
}

/** What has to be started for these functions: those that start alike, once. Settings that nobody names are Lambda's defaults. */
export function startsOf(
  functions: readonly Pick<FunctionSpec, 'name' | 'configuration'>[],
): ProbedFunction[] {
  const all = functions.map(({ name, configuration }): ProbedFunction => {
    const { imageConfig = {}, environment = {}, memorySize, timeout, ephemeralStorage } = configuration;
    return {
      name,
      imageConfig,
      environment,
      memorySize: memorySize ?? defaultProbeSettings.memorySize,
      timeout: timeout ?? defaultProbeSettings.timeout,
      ephemeralStorage: ephemeralStorage ?? defaultProbeSettings.ephemeralStorage,
      assumed: [
        ...(memorySize === undefined ? (['memorySize'] as const) : []),
        ...(timeout === undefined ? (['timeout'] as const) : []),
      ],
    };
  });
  const alike = ({ name: _name, assumed: _assumed, ...settings }: ProbedFunction): string =>
    JSON.stringify(settings);
  const first = new Map([...all].reverse().map((each) => [alike(each), each]));
  return all.filter((each) => first.get(alike(each)) === each);
}

async function probeOne(
  { imageId, architecture, event }: Pick<ProbeTask, 'imageId' | 'architecture' | 'event'>,
  asked: ProbedFunction,
  hosting: FunctionHosting,
  { onLog }: ProbeWatcher,
  signal: AbortSignal,
): Promise<FunctionProbe> {
  const host = hosting.host(
    {
      name: asked.name,
      imageConfig: asked.imageConfig,
      environment: asked.environment,
      memorySize: asked.memorySize,
      timeout: asked.timeout,
      ephemeralStorage: asked.ephemeralStorage,
      version: '$LATEST',
      account,
      region: 'us-east-1',
      architecture,
      imageId,
      logGroup: `/aws/lambda/${asked.name}`,
      network,
      concurrency: 1,
      overflow: 'wait',
      idleAfter: 60_000,
    },
    onLog,
  );
  try {
    const init = await host.warm(signal);
    const sent = event !== undefined && init.kind === 'ready' ? await send(host, event, signal) : undefined;
    const { memorySize, timeout, assumed } = asked;
    const settings = { memorySize, timeout, assumed };
    const findings = [
      ...initFindings(init, settings),
      ...(sent ? eventFindings(await probedEvent(sent, signal), settings) : []),
    ];
    return { name: asked.name, settings, init, ...(sent && { event: sent }), findings };
  } finally {
    await host.close();
  }
}

function send(host: FunctionHost, event: string, signal: AbortSignal): Promise<InvocationOutcome> {
  return host.invoke({ payload: Buffer.from(event) }, signal);
}

/** An extension may end with the event and yet after the answer: who looks stays until the next event could come. */
async function probedEvent(sent: InvocationOutcome, signal: AbortSignal): Promise<ProbedEvent> {
  const end = await unlessAborted(sent.afterwards(), signal);
  return { ...sent, ...sent.report, ...(end && { end }) };
}

/** `resize: ready after 412 ms`, for progress and logs. */
export function describeProbe({ name, init, event }: FunctionProbe): string {
  const took = `${Math.round(init.milliseconds)} ms`;
  if (init.kind !== 'ready') return `${name}: ${init.kind} after ${took}`;
  if (!event) return `${name}: ready after ${took}`;
  const { failure, report } = event;
  const answered = failure ? `failed (${redact(failure.errorType)})` : 'answered';
  return `${name}: ready after ${took}, event ${answered} after ${Math.round(report.duration)} ms`;
}
