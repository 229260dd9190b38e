/** The lines that Lambda writes about an invocation and about an init that failed. */
import type { InvocationReport } from './invocation-report.js';

export interface InitReport {
  /** Milliseconds. */
  readonly duration: number;
  /** `invoke`: the init was repeated within an invocation, because it had failed before. */
  readonly phase: 'init' | 'invoke';
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string | undefined;
}

/**
 * The REPORT line, fields separated by tabs in the order of Lambda; a line without a status ends with a tab, as there.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export function reportLine(report: InvocationReport): string {
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.duration.toFixed(2)} ms`,
    `Billed Duration: ${report.billedDuration} ms`,
    `Memory Size: ${report.memorySize} MB`,
  ];
  if (report.maxMemoryUsed !== undefined) fields.push(`Max Memory Used: ${report.maxMemoryUsed} MB`);
  if (report.initDuration !== undefined) fields.push(`Init Duration: ${report.initDuration.toFixed(2)} ms`);
  if (report.status === undefined) return `${fields.join('\t')}\t`;
  return [...fields, ...statusFields(report.status, report.errorType)].join('\t');
}

/** The INIT_REPORT line, which Lambda writes only where an init failed. */
export function initReportLine({ duration, phase, status, errorType }: InitReport): string {
  const fields = [`INIT_REPORT Init Duration: ${duration.toFixed(2)} ms`, `Phase: ${phase}`];
  return [...fields, ...statusFields(status, errorType)].join('\t');
}

function statusFields(status: string, errorType: string | undefined): string[] {
  return [`Status: ${status}`, ...(errorType === undefined ? [] : [`Error Type: ${errorType}`])];
}
