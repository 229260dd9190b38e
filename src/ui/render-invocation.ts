/** An invocation as text for people: its log, what it took and what it may have cost. */
import type { CostEstimate } from '../domain/invocation/cost.js';
import type { InvocationReport } from '../domain/invocation/invocation-report.js';
import type { InvocationResult } from '../domain/invocation/invocation-result.js';
import { logLines } from './log-lines.js';
import type { Paint } from './paint.js';

/** The tail of the log, line by line; empty when there is none. */
export function renderLogTail({ logTail }: Pick<InvocationResult, 'logTail'>, paint: Paint): string {
  const lines = logLines((logTail ?? '').trimEnd());
  return logTail === null ? '' : lines.map((line) => paint.faint(line)).join('\n');
}

/** What became of the event; without warnings, see `renderWarnings`. */
export function renderInvocation(result: InvocationResult, paint: Paint): string {
  const { report, cost, invocationType } = result;
  const label = `${result.function}:${result.qualifier}`;
  const request = result.requestId === null ? '' : ` Request ${result.requestId}.`;
  if (invocationType === 'Event')
    return `Lambda has put the event for ${paint.strong(label)} into its queue.${request}`;
  if (invocationType === 'DryRun')
    return `${paint.strong(label)} may be invoked: permissions and parameters are in order. Nothing was run.`;
  const version = result.executedVersion === null ? '' : `, version ${result.executedVersion}`;
  const lines = [`${paint.strong(label)}${version}.${request}`];
  if (report) lines.push(`  ${renderReport(report)}`);
  if (cost) lines.push(`  ${renderCost(cost)}`);
  return lines.join('\n');
}

export function renderWarnings({ warnings }: Pick<InvocationResult, 'warnings'>, paint: Paint): string {
  return warnings.map((warning) => `${paint.changed('Warning')}: ${warning}`).join('\n');
}

function renderReport(report: InvocationReport): string {
  const { duration, billedDuration, initDuration, memorySize, maxMemoryUsed } = report;
  const parts = [
    `took ${duration} ms, billed ${billedDuration} ms`,
    ...(initDuration === undefined ? [] : [`start ${initDuration} ms`]),
    maxMemoryUsed === undefined
      ? `memory ${memorySize} MB`
      : `memory ${maxMemoryUsed} of ${memorySize} MB (${Math.round((maxMemoryUsed / memorySize) * 100)}%)`,
  ];
  return parts.join('; ');
}

function renderCost({ million, region, architecture, pricesAsOf }: CostEstimate): string {
  return `estimate: ${million.toFixed(2)} USD for a million such invocations (list prices of ${pricesAsOf}, ${region}, ${architecture})`;
}
