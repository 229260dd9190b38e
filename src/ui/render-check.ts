/** What a check found, as text. */
import { countFindings } from '../domain/finding.js';
import type { CheckResult } from '../pipeline/check.js';
import type { Paint } from './paint.js';
import { renderBytes } from './render-bytes.js';

/** The image, a block a finding, and the verdict last. */
export function renderCheck({ image, findings, start, passed }: CheckResult, paint: Paint): string {
  const size = image.uncompressedBytes ?? image.compressedBytes;
  const packed = image.uncompressedBytes === null ? 'compressed' : 'uncompressed';
  const facts = [
    image.architecture,
    `${image.layers} layers`,
    ...(size === null ? [] : [`${renderBytes(size)} ${packed}`]),
  ];
  return [
    `${paint.strong('image')}  ${image.id}`,
    `       ${paint.faint(facts.join(', '))}`,
    ...(start ? renderStart(start, paint) : []),
    ...findings.flatMap((finding) => renderFinding(finding, paint)),
    renderVerdict({ findings, start, passed }),
  ].join('\n');
}

function renderStart({ skipped, functions }: NonNullable<CheckResult['start']>, paint: Paint): string[] {
  const label = paint.strong('start');
  if (skipped !== null) return [`${label}  not started: ${skipped}`];
  return functions.map((each) => {
    const facts = [`${each.memorySize} MB`, ...renderEvent(each.event)];
    return `${label}  ${each.name}: ${outcomes[each.outcome]} after ${each.initDuration} ms ${paint.faint(`(${facts.join(', ')})`)}`;
  });
}

const outcomes = {
  ready: 'asked for work',
  error: 'reported an error',
  exited: 'ended',
  timeout: 'had not asked for work',
  refused: 'could not be executed',
} as const;

function renderEvent(event: NonNullable<CheckResult['start']>['functions'][number]['event']): string[] {
  if (!event) return [];
  const used = event.maxMemoryUsed === null ? [] : [`${event.maxMemoryUsed} MB used`];
  return [`event ${event.error ? 'failed' : 'answered'} in ${Math.round(event.duration)} ms`, ...used];
}

function renderFinding(finding: CheckResult['findings'][number], paint: Paint): string[] {
  const { id, severity, message, suggestions, evidence } = finding;
  const label = severity === 'error' ? paint.removed('error  ') : paint.changed('warning');
  return [
    `${label} ${id.padEnd(4)} ${message}`,
    ...evidence.map((line) => paint.faint(`             | ${line}`)),
    ...suggestions.map((suggestion) => `             Try: ${suggestion}`),
  ];
}

function renderVerdict({
  findings,
  start,
  passed,
}: Pick<CheckResult, 'findings' | 'start' | 'passed'>): string {
  if (!passed) return `Lambda would not run this image: ${countFindings(findings)} (${findings[0]?.code}).`;
  const remark = findings.length === 0 ? '' : `; ${countFindings(findings)}`;
  if (start?.skipped === null) return `Lambda would start this image${remark}.`;
  return `Nothing found that would keep Lambda from starting this image${remark}.`;
}
