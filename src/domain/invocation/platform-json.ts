/** Lambda's own lines in logs of the JSON format, and which of them a level leaves out. */
import type { InvocationReport } from './invocation-report.js';
import { isLogLevelWithin } from './log-level.js';
import type { PlatformEvent } from './platform-event.js';
import type { InitReport } from './report-line.js';

interface PlatformRecord {
  readonly type: string;
  readonly level: 'DEBUG' | 'INFO' | 'WARN';
  readonly record: object;
}

/**
 * One line a record, those alone that the system log level lets through.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html for the records, and for their levels
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 * @param at milliseconds since the epoch
 */
export function platformJson(event: PlatformEvent, systemLevel: string, at: number): string[] {
  const time = new Date(at).toISOString();
  return recordsOf(event)
    .filter(({ level }) => isLogLevelWithin(level, systemLevel))
    .map(({ type, record }) => JSON.stringify({ time, type: `platform.${type}`, record }));
}

function recordsOf(event: PlatformEvent): PlatformRecord[] {
  switch (event.kind) {
    case 'init-start': {
      const { functionName, functionVersion, memorySize } = event;
      // Without a runtime version, which managed runtimes have, it is of no interest to most.
      const record = { ...onDemand, phase: 'init', functionName, functionVersion };
      return [
        {
          type: 'initStart',
          level: 'DEBUG',
          record: { ...record, instanceMaxMemory: memorySize * 1024 * 1024 },
        },
      ];
    }
    case 'init-report':
      return initRecords(event);
    case 'start': {
      const { requestId, functionArn, version } = event;
      return [{ type: 'start', level: 'INFO', record: { requestId, functionArn, version } }];
    }
    case 'end':
      return [runtimeDone(event.report, event.producedBytes)];
    case 'report':
      return [reportRecord(event.report)];
    case 'extension': {
      const { name, state, events, errorType } = event;
      const level = errorType === undefined ? 'INFO' : 'WARN';
      return [{ type: 'extension', level, record: { name, state, events, ...(errorType && { errorType }) } }];
    }
    case 'subscription': {
      const { api, name, types } = event;
      return [{ type: `${api}Subscription`, level: 'INFO', record: { name, state: 'Subscribed', types } }];
    }
  }
}

const onDemand = { initializationType: 'on-demand' };

function initRecords({ duration, phase, status, errorType }: InitReport): PlatformRecord[] {
  const level = status === 'success' ? 'DEBUG' : 'WARN';
  const record = { ...onDemand, phase, status, ...(errorType !== undefined && { errorType }) };
  return [
    { type: 'initRuntimeDone', level, record },
    { type: 'initReport', level, record: { ...record, metrics: { durationMs: exact(duration) } } },
  ];
}

function runtimeDone(report: InvocationReport, producedBytes: number): PlatformRecord {
  const { requestId, duration } = report;
  const metrics = { durationMs: exact(duration), producedBytes };
  const { status, errorType } = endOf(report);
  const level = status === 'success' ? 'DEBUG' : 'WARN';
  return {
    type: 'runtimeDone',
    level,
    record: { requestId, status, ...(errorType !== undefined && { errorType }), metrics },
  };
}

function reportRecord(report: InvocationReport): PlatformRecord {
  const { requestId, duration, billedDuration, memorySize, maxMemoryUsed, initDuration } = report;
  const metrics = {
    durationMs: exact(duration),
    billedDurationMs: billedDuration,
    memorySizeMB: memorySize,
    ...(maxMemoryUsed !== undefined && { maxMemoryUsedMB: maxMemoryUsed }),
    ...(initDuration !== undefined && { initDurationMs: exact(initDuration) }),
  };
  const { status, errorType } = endOf(report);
  return {
    type: 'report',
    level: status === 'success' ? 'INFO' : 'WARN',
    record: { requestId, metrics, status, ...(errorType !== undefined && { errorType }) },
  };
}

function endOf({ status = 'success', errorType }: InvocationReport) {
  return { status, errorType };
}

/** As many digits as Lambda writes. */
function exact(milliseconds: number): number {
  return Number(milliseconds.toFixed(3));
}
