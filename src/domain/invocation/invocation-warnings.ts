/** What a successful invocation may already say about the next one. */
import type { InvocationReport } from './invocation-report.js';

/** Shares of what was configured from which on there is little left. */
const near = 0.9;
/** Milliseconds; beyond 10 s Lambda ends the init and runs it again inside of the invocation. */
const longInit = 8_000;

/**
 * A sentence each, with what to do. `timeout`: the function's, in seconds, where it is known. `log`: of the invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
export function invocationWarnings(
  report: InvocationReport,
  { timeout, log }: { readonly timeout?: number | undefined; readonly log: string },
): string[] {
  const { duration, memorySize, maxMemoryUsed, initDuration, status } = report;
  const warnings: string[] = [];
  if (maxMemoryUsed !== undefined && maxMemoryUsed >= memorySize * near)
    warnings.push(
      `It used ${maxMemoryUsed} of ${memorySize} MB (${percent(maxMemoryUsed / memorySize)}): raise memorySize before an event needs more.`,
    );
  if (timeout !== undefined && status !== 'timeout' && duration >= timeout * 1000 * near)
    warnings.push(
      `It took ${seconds(duration)} of the ${timeout} s that its timeout leaves (${percent(duration / (timeout * 1000))}): raise timeout, or make it faster.`,
    );
  if (/^INIT_REPORT .*Phase: init\s+Status: timeout/m.test(log))
    warnings.push(
      'Its start took over 10 s, so Lambda ended it and ran it again inside of the invocation: load less at the start, or raise memorySize for more processor.',
    );
  else if (initDuration !== undefined && initDuration >= longInit)
    warnings.push(
      `Its start took ${seconds(initDuration)}; after 10 s Lambda ends it and starts again: load less at the start, or raise memorySize for more processor.`,
    );
  return warnings;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
