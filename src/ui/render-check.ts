/** What a check found, as text. */
import type { CheckResult } from '../pipeline/check.js';
import type { Paint } from './paint.js';
import { renderBytes } from './render-bytes.js';

/** The image, a block a finding, and the verdict last. */
export function renderCheck({ image, findings, passed }: CheckResult, paint: Paint): string {
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
    ...findings.flatMap((finding) => renderFinding(finding, paint)),
    passed ? renderPassed(findings.length) : renderFailed(findings),
  ].join('\n');
}

function renderFinding(finding: CheckResult['findings'][number], paint: Paint): string[] {
  const { id, severity, message, suggestions } = finding;
  const label = severity === 'error' ? paint.removed('error  ') : paint.changed('warning');
  return [
    `${label} ${id.padEnd(4)} ${message}`,
    ...suggestions.map((suggestion) => `             Try: ${suggestion}`),
  ];
}

function renderPassed(warnings: number): string {
  const remark = warnings === 0 ? '' : `; ${count(warnings, 'warning')}`;
  return `Nothing found that would keep Lambda from starting this image${remark}.`;
}

function renderFailed(findings: CheckResult['findings']): string {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.length - errors.length;
  const also = warnings === 0 ? '' : `, ${count(warnings, 'warning')}`;
  return `Lambda would not run this image: ${count(errors.length, 'error')}${also} (${errors[0]?.code}).`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
