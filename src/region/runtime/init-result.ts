/** How the init of a sandbox went, in terms of what Lambda says about it. */
import { readReportedError } from '../../domain/invocation/failure-payload.js';
import { launchFault } from '../../domain/invocation/launch-failure.js';
import { extensionExit, type Fault, runtimeExit } from '../../domain/invocation/process-exit.js';
import { AppError } from '../../errors/app-error.js';
import type { InitOutcome } from '../../ports/function-host.js';
import type { SandboxEnd } from '../../ports/sandbox-engine.js';
import { megabytes } from './megabytes.js';
import type { ReportedError } from './runtime-api.js';

/** Why a sandbox can do nothing any more. */
export type Fatal =
  | { readonly kind: 'exit'; readonly end: SandboxEnd }
  | { readonly kind: 'extension'; readonly name: string; readonly fault: Fault };

export interface InitFailure extends Fault {
  readonly kind: Exclude<InitOutcome['kind'], 'ready'>;
  /** As the runtime reported it, which is what the caller of Invoke gets. */
  readonly body?: Uint8Array;
  readonly exitCode?: number;
  readonly outOfMemory: boolean;
  readonly extension?: string;
  /** As in `InitOutcome`. */
  readonly reached?: boolean;
}

export interface InitResult {
  /** From the start of the entry point on. */
  readonly milliseconds: number;
  /** Bytes, at most; absent where it was not measured. */
  readonly memoryUsed?: number | undefined;
  /** Absent when it is ready for events. */
  readonly failure?: InitFailure;
}

export const initTimeout: InitFailure = {
  kind: 'timeout',
  errorType: 'Sandbox.Timedout',
  reason: 'Initialization timed out',
  outOfMemory: false,
};

/** What the engine or the kernel refused to start; undefined when that is not for the image's sake. */
export function refusedInit(error: unknown, program: string): InitFailure | undefined {
  if (!(error instanceof AppError) || error.code !== 'SANDBOX_FAILED') return undefined;
  const { reason, path } = error.details;
  const fault =
    typeof reason === 'string'
      ? launchFault({ reason, path: typeof path === 'string' ? path : undefined }, program)
      : undefined;
  return fault && { kind: 'refused', ...fault, outOfMemory: false };
}

/** A process of it ended before it was ready. */
export function brokenInit(fatal: Fatal, program: string): InitFailure {
  if (fatal.kind === 'extension')
    return { kind: 'error', ...fatal.fault, outOfMemory: false, extension: fatal.name };
  const { refusal, exitCode, outOfMemory } = fatal.end;
  const refused = refusal && refusedInit(refusal, program);
  if (refused) return { ...refused, exitCode };
  return { kind: 'exited', ...runtimeExit(fatal.end), exitCode, outOfMemory };
}

/** The runtime's own words. */
export function reportedInit({ errorType, body }: ReportedError, end: SandboxEnd | undefined): InitFailure {
  const read = readReportedError(errorType, body);
  return {
    kind: 'error',
    errorType: read.errorType,
    reason: read.message,
    body,
    outOfMemory: end?.outOfMemory ?? false,
    ...(end && { exitCode: end.exitCode }),
  };
}

/** An extension said that it cannot start. Lambda tells how its process ended; one that goes on is named by its error. */
export function reportedExtensionInit(
  name: string,
  error: ReportedError,
  crash: Fault | undefined,
): InitFailure {
  const read = readReportedError(error.errorType, error.body);
  return {
    kind: 'error',
    errorType: 'Extension.InitError',
    reason: crash?.reason ?? read.errorType,
    outOfMemory: false,
    extension: name,
  };
}

/** The same for those who look at the start alone; `output` is all that was written, `memorySize` in MB. */
export function describeInit(
  { milliseconds, memoryUsed, failure }: InitResult,
  output: string,
  memorySize: number,
): InitOutcome {
  const maxMemoryUsed = megabytes(memoryUsed, memorySize);
  if (!failure) {
    const measured = maxMemoryUsed !== undefined && { maxMemoryUsed };
    return { kind: 'ready', milliseconds, ...measured, outOfMemory: false, output };
  }
  const { kind, errorType, reason, exitCode, outOfMemory, extension, reached } = failure;
  return {
    kind,
    milliseconds,
    errorType,
    message: reason,
    outOfMemory,
    ...(exitCode !== undefined && { exitCode }),
    ...(extension !== undefined && { extension }),
    ...(reached !== undefined && { reached }),
    output,
  };
}

/** The process of an extension ended; `ran`: it was ready for events before. */
export function extensionEnded(name: string, exitCode: number, ran: boolean): Fatal {
  // As shells and engines say that something could not be executed.
  const launched = ran || (exitCode !== 126 && exitCode !== 127);
  const fault = extensionExit(exitCode, launched ? 'Extension.Crash' : 'Extension.LaunchError');
  return { kind: 'extension', name, fault };
}
