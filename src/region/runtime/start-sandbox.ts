/** Starts a sandbox and says in the log how its init failed, if it did. */
import type { InitReport } from '../../domain/invocation/report-line.js';
import type { HostedFunction } from '../../ports/function-host.js';
import { type EffectiveStart, launchErrorLine } from './effective-start.js';
import type { EnvironmentLog } from './environment-log.js';
import { extensionEvents } from './extension-events.js';
import type { HostingLimits } from './hosting-limits.js';
import { type InitFailure, type InitResult, refusedInit } from './init-result.js';
import { interrupted, LiveSandbox } from './live-sandbox.js';
import type { OpenSandbox } from './open-sandbox.js';

export interface SandboxSource {
  readonly hosted: HostedFunction;
  readonly limits: HostingLimits;
  readonly log: EnvironmentLog;
  /** @throws IMAGE_NOT_FOUND, ENGINE_UNREACHABLE */
  start(): Promise<EffectiveStart>;
  /** @throws SANDBOX_FAILED, IMAGE_NOT_FOUND, ENGINE_UNREACHABLE */
  open(start: EffectiveStart): Promise<OpenSandbox>;
}

export interface InitRun {
  readonly phase: 'init' | 'invoke';
  /** That it may take. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  /** The sandbox, before anything runs in it. */
  onOpen(live: LiveSandbox): void;
}

/**
 * The sandbox of a failed init is gone when this resolves, as is that of a start that could not be made.
 * @throws SANDBOX_FAILED for what is not the image's fault, IMAGE_NOT_FOUND, ENGINE_UNREACHABLE, INTERRUPTED
 */
export async function startSandbox(source: SandboxSource, run: InitRun): Promise<InitResult> {
  const { log, hosted } = source;
  log.renew();
  const start = await source.start();
  log.event({
    kind: 'init-start',
    functionName: hosted.name,
    functionVersion: hosted.version,
    memorySize: hosted.memorySize,
  });
  const result = await initialise(source, start, run);
  const { failure } = result;
  if (failure) log.flush();
  if (failure?.kind === 'refused') log.platform(launchErrorLine(start, failure.reason));
  log.event({ kind: 'init-report', ...reportOf(result, run.phase) });
  return result;
}

async function initialise(source: SandboxSource, start: EffectiveStart, run: InitRun): Promise<InitResult> {
  const open = await openOrRefuse(source, start);
  if ('kind' in open) return { milliseconds: 0, failure: open };
  const live = new LiveSandbox(open, source.log, source.limits);
  run.onOpen(live);
  try {
    if (run.signal.aborted) throw interrupted();
    const result = await live.initialise(run.milliseconds, run.signal);
    for (const event of extensionEvents(live.api, live.cause)) source.log.event(event);
    if (result.failure) await live.remove();
    return result;
  } catch (error) {
    await live.remove();
    throw error;
  }
}

async function openOrRefuse(
  source: SandboxSource,
  start: EffectiveStart,
): Promise<OpenSandbox | InitFailure> {
  try {
    return await source.open(start);
  } catch (error) {
    const refused = refusedInit(error, start.program);
    if (!refused) throw error;
    return refused;
  }
}

function reportOf({ failure, milliseconds: duration }: InitResult, phase: InitRun['phase']): InitReport {
  if (!failure) return { duration, phase, status: 'success' };
  const { kind, errorType } = failure;
  return kind === 'timeout'
    ? { duration, phase, status: 'timeout' }
    : { duration, phase, status: 'error', errorType };
}
