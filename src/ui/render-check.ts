/** What a check found, as text. */
import { countFindings } from '../domain/finding.js';
import type { CheckResult } from '../pipeline/check.js';
import type { Paint } from './paint.js';
import { renderBytes } from './render-bytes.js';

type Start = NonNullable<CheckResult['start']>;

/** The image, a block a finding, and the verdict last. */
export function renderCheck({ image, findings, start, passed }: CheckResult, paint: Paint): string {
  const size = image.uncompressedBytes ?? image.compressedBytes;
  const packed = image.uncompressedBytes === null ? 'compressed' : 'uncompressed';
  // The warning says why.
  const untried = findings.some(({ id }) => id === 'START');
  const facts = [
    image.architecture,
    `${image.layers} layers`,
    ...(size === null ? [] : [`${renderBytes(size)} ${packed}`]),
  ];
  return [
    `${paint.strong('image')}  ${image.id}`,
    `       ${paint.faint(facts.join(', '))}`,
    ...(start && !untried ? renderStart(start, paint) : []),
    ...findings.flatMap((finding) => renderFinding(finding, paint)),
    renderVerdict({ findings, start, passed }),
  ].join('\n');
}

function renderStart({ skipped, functions }: Start, paint: Paint): string[] {
  const label = paint.strong('start');
  if (skipped !== null) return [`${label}  not started: ${skipped}`];
  return functions.map((each) => {
    const took = `${each.name}: ${outcomes[each.outcome]} after ${each.initDuration} ms`;
    return `${label}  ${took} ${paint.faint(`(${startFacts(each).join(', ')})`)}`;
  });
}

/** `128 MB by default, 45 MB used, event answered in 12 ms`. */
function startFacts({ memorySize, assumed, maxMemoryUsed, event }: Start['functions'][number]): string[] {
  const used = event?.maxMemoryUsed ?? maxMemoryUsed;
  return [
    `${memorySize} MB${assumed.includes('memorySize') ? ' by default' : ''}`,
    ...(used === null ? [] : [`${used} MB used`]),
    ...(event ? [`event ${event.error ? 'failed' : 'answered'} in ${Math.round(event.duration)} ms`] : []),
  ];
}

const outcomes = {
  ready: 'asked for work',
  error: 'reported an error',
  exited: 'ended',
  timeout: 'had not asked for work',
  refused: 'could not be executed',
} as const;

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
