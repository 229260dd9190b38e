/** One event of a log as text. */
import type { LogEvent } from '../domain/logs/log-event.js';
import type { Paint } from './paint.js';
import type { RequestPaint } from './request-paint.js';

export interface LogPaint {
  readonly paint: Paint;
  readonly request: RequestPaint;
}

/** Percent of the memory from which on a REPORT is marked. */
const tightMemory = 90;

const platformLine = /^(?:START|END|REPORT) RequestId: |^INIT_START |^INIT_REPORT |^EXTENSION\t|^TELEMETRY\t/;

/**
 * Time (UTC), in the colour of its invocation, and message, which keeps its lines. A message that is JSON stands alone, as it
 * was written, so that it can be piped on.
 */
export function renderLogEvent(
  { at, message }: LogEvent,
  requestId: string | undefined,
  { paint, request }: LogPaint,
): string {
  const text = message.replace(/\r?\n$/, '');
  if (isJson(text)) return text;
  const time = request(requestId, new Date(at).toISOString());
  return `${time} ${platformLine.test(text) ? paint.faint(text) : text}${memoryMark(text, paint)}`;
}

function isJson(text: string): boolean {
  if (!/^\{.*\}$/s.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Functions slow down and die near their limit. */
function memoryMark(text: string, paint: Paint): string {
  const [, size, used] = /^REPORT .*Memory Size: (\d+) MB\s+Max Memory Used: (\d+) MB/.exec(text) ?? [];
  const percent = Math.round((Number(used) / Number(size)) * 100);
  return percent >= tightMemory ? paint.changed(`  ! ${percent} % of the memory used`) : '';
}
