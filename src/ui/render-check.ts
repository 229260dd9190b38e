/** What a check found, as text. */
import { countFindings } from '../domain/finding.js';
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
    renderVerdict(findings, passed),
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

function renderVerdict(findings: CheckResult['findings'], passed: boolean): string {
  if (!passed) return `Lambda would not run this image: ${countFindings(findings)} (${findings[0]?.code}).`;
  const remark = findings.length === 0 ? '' : `; ${countFindings(findings)}`;
  return `Nothing found that would keep Lambda from starting this image${remark}.`;
}
