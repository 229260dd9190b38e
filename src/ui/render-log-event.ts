/** One event of a log as text. */
import { parseReport } from '../domain/invocation/parse-report.js';
import type { LogEvent } from '../domain/logs/log-event.js';
import { logLines } from './log-lines.js';
import type { Paint } from './paint.js';
import { renderJsonLine } from './render-json-line.js';
import type { RequestPaint } from './request-paint.js';

export interface LogPaint {
  readonly paint: Paint;
  readonly request: RequestPaint;
  /** People read along; else JSON stays as it was written, so that it can be piped on. */
  readonly terminal: boolean;
}

/** Percent of the memory from which on a REPORT is marked. */
const tightMemory = 90;

const platformLine = /^(?:START|END|REPORT) RequestId: |^INIT_START |^INIT_REPORT |^EXTENSION\t|^TELEMETRY\t/;

/**
 * Time (UTC), in the colour of its invocation, and message, which keeps its lines. A message that is JSON is spelt out on a
 * terminal, and stands alone elsewhere.
 */
export function renderLogEvent(
  { at, message }: LogEvent,
  requestId: string | undefined,
  { paint, request, terminal }: LogPaint,
): string {
  const text = logLines(message).join('\n');
  const json = membersOf(text);
  if (json && !terminal) return text;
  const time = request(requestId, new Date(at).toISOString());
  const shown = json
    ? (renderJsonLine(json, paint) ?? text)
    : platformLine.test(text)
      ? paint.faint(text)
      : text;
  return `${time} ${shown}${memoryMark(text, paint)}`;
}

/** Undefined for what is no JSON object. */
function membersOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^\{.*\}$/s.test(text)) return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Functions slow down and die near their limit. */
function memoryMark(text: string, paint: Paint): string {
  if (!/^REPORT |"platform\.report"/.test(text)) return '';
  const { maxMemoryUsed = 0, memorySize = 1 } = parseReport(text) ?? {};
  const percent = Math.round((maxMemoryUsed / memorySize) * 100);
  return percent >= tightMemory ? paint.changed(`  ! ${percent} % of the memory used`) : '';
}
