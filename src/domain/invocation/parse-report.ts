/** Reads what Lambda reports of an invocation out of its log. */
import type { InvocationReport } from './invocation-report.js';

/**
 * The last report in a log, of text or of JSON format; undefined when there is none, or none that is complete.
 * https://docs.aws.amazon.com/lambda/latest/dg/node-logging.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 */
export function parseReport(log: string): InvocationReport | undefined {
  return log
    .split('\n')
    .reverse()
    .map((line) => (line.startsWith('{') ? fromJson(line) : fromText(line)))
    .find((report) => report !== undefined);
}

const start = 'REPORT RequestId: ';

/** Fields are separated by tabs: `REPORT RequestId: …\tDuration: 1.23 ms\tBilled Duration: 2 ms\t…`. */
function fromText(line: string): InvocationReport | undefined {
  const at = line.indexOf(start);
  if (at < 0) return undefined;
  const fields = new Map(
    line
      .slice(at + 'REPORT '.length)
      .split('\t')
      .map((field) => field.split(': ', 2).map((part) => part.trim()) as [string, string]),
  );
  return reportOf(fields.get('RequestId'), {
    durationMs: numberIn(fields.get('Duration')),
    billedDurationMs: numberIn(fields.get('Billed Duration')),
    memorySizeMB: numberIn(fields.get('Memory Size')),
    maxMemoryUsedMB: numberIn(fields.get('Max Memory Used')),
    initDurationMs: numberIn(fields.get('Init Duration')),
    status: fields.get('Status'),
    errorType: fields.get('Error Type'),
  });
}

function fromJson(line: string): InvocationReport | undefined {
  if (!line.includes('platform.report')) return undefined;
  try {
    const { type, record } = JSON.parse(line) as { type?: unknown; record?: PlatformReport };
    if (type !== 'platform.report' || !record) return undefined;
    const { requestId, metrics, status, errorType } = record;
    return reportOf(requestId, { ...metrics, status, errorType });
  } catch (error) {
    // The tail is cut to its last 4 KB, in the middle of a line.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Fields {
  readonly durationMs?: number | undefined;
  readonly billedDurationMs?: number | undefined;
  readonly memorySizeMB?: number | undefined;
  readonly maxMemoryUsedMB?: number | undefined;
  readonly initDurationMs?: number | undefined;
  readonly status?: string | undefined;
  readonly errorType?: string | undefined;
}

interface PlatformReport extends Pick<Fields, 'status' | 'errorType'> {
  readonly requestId?: string;
  readonly metrics?: Omit<Fields, 'status' | 'errorType'>;
}

function reportOf(requestId: string | undefined, fields: Fields): InvocationReport | undefined {
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs, status, errorType } =
    fields;
  if (requestId === undefined || durationMs === undefined || billedDurationMs === undefined) return undefined;
  if (memorySizeMB === undefined) return undefined;
  return {
    requestId,
    duration: durationMs,
    billedDuration: billedDurationMs,
    memorySize: memorySizeMB,
    ...(maxMemoryUsedMB !== undefined && { maxMemoryUsed: maxMemoryUsedMB }),
    ...(initDurationMs !== undefined && { initDuration: initDurationMs }),
    ...(status !== undefined && status !== 'success' && { status }),
    ...(errorType !== undefined && { errorType }),
  };
}

function numberIn(text: string | undefined): number | undefined {
  const number = Number.parseFloat(text ?? '');
  return Number.isNaN(number) ? undefined : number;
}
