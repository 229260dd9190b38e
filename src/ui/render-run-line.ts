/** A line of the log of a function that runs on this machine, as text. */
import type { Architecture } from '../domain/architecture.js';
import { estimateCost } from '../domain/invocation/cost.js';
import { parseReport } from '../domain/invocation/parse-report.js';
import { logLines } from './log-lines.js';
import type { Paint } from './paint.js';

/** The part of a log line that is shown. */
export interface ShownLine {
  readonly source: 'function' | 'extension' | 'platform';
  readonly text: string;
}

/** Where the function would be charged for. */
export interface PricePlace {
  readonly region: string;
  readonly architecture: Architecture;
}

/**
 * What the function writes is shown as it wrote it, so that JSON can be piped on; what Lambda would say is fainter, and a REPORT
 * has its price behind it where `place` says whose.
 */
export function renderRunLine(
  { source, text }: ShownLine,
  place: PricePlace | undefined,
  paint: Paint,
): string {
  if (source !== 'platform') return logLines(text).join('\n');
  return paint.faint(place && text.startsWith('REPORT ') ? `${text.trimEnd()}${price(text, place)}` : text);
}

function price(text: string, place: PricePlace): string {
  const report = parseReport(text);
  const cost = report && estimateCost(report, place);
  if (!cost) return '';
  return `\tEstimate: ${cost.million.toFixed(2)} USD a million (${place.region}, ${place.architecture}, ${cost.pricesAsOf})`;
}
