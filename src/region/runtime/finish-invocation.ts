/** Ends an invocation: its last lines in the log, its report, and what its caller gets. */
import { billedDuration } from '../../domain/invocation/billed-duration.js';
import type { InvocationReport } from '../../domain/invocation/invocation-report.js';
import type { InvocationOutcome } from '../../ports/function-host.js';
import type { EnvironmentLog } from './environment-log.js';
import type { EventResult } from './event-result.js';
import { megabytes } from './megabytes.js';

export interface Handled {
  readonly requestId: string;
  readonly result: EventResult;
  /** Milliseconds. */
  readonly duration: number;
  /** Milliseconds, of a cold start. */
  readonly initDuration: number | undefined;
  /** Bytes. */
  readonly memoryUsed: number | undefined;
  readonly log: EnvironmentLog;
}

/** What is known when it is answered. */
export type FinishedInvocation = Omit<InvocationOutcome, 'afterwards'>;

/** Writes END and REPORT. `memorySize` in MB. */
export function finishInvocation(memorySize: number, handled: Handled): FinishedInvocation {
  const { requestId, log } = handled;
  const { payload, failure, remark } = handled.result;
  const report = describe(memorySize, handled);
  log.flush();
  if (remark !== undefined) log.platform(remark);
  log.event({ kind: 'end', report, producedBytes: payload.length });
  log.event({ kind: 'report', report });
  return { requestId, payload, ...(failure && { failure }), report, tail: log.takeTail() };
}

function describe(memorySize: number, handled: Handled): InvocationReport {
  const { requestId, memoryUsed } = handled;
  const duration = hundredths(handled.duration);
  const initDuration = handled.initDuration === undefined ? undefined : hundredths(handled.initDuration);
  const { status, failure } = handled.result;
  const used = failure?.kind === 'memory' ? memorySize : megabytes(memoryUsed, memorySize);
  return {
    requestId,
    duration,
    billedDuration: billedDuration(duration, initDuration),
    memorySize,
    ...(used !== undefined && { maxMemoryUsed: used }),
    ...(initDuration !== undefined && { initDuration }),
    ...(status && { status }),
    // Lambda names the type of errors, not of timeouts.
    ...(status === 'error' && failure && { errorType: failure.errorType }),
  };
}

/** As exact as Lambda reports. */
function hundredths(milliseconds: number): number {
  return Number(milliseconds.toFixed(2));
}
