/** How the starts of an image went, as results list it. */
import { redact } from '../errors/redact.js';
import type { FunctionProbe } from '../services/probe-image.js';
import type { StartReport } from '../services/start-candidate.js';

export interface StartResult {
  /** Why it was not started; null when it was. */
  skipped: string | null;
  /** One for each start: each way in which functions start it, twice where an assumed setting was too little. */
  functions: {
    name: string;
    /** `ready`: it asked for work. `error`: it reported an error. `exited`, `timeout`; `refused`: it could not be executed. */
    outcome: 'ready' | 'error' | 'exited' | 'timeout' | 'refused';
    /** Milliseconds from the start of the entry point until then. */
    initDuration: number;
    exitCode: number | null;
    /** MB. */
    memorySize: number;
    /** Seconds. */
    timeout: number;
    /** Settings that nobody has named, so that they have Lambda's defaults. */
    assumed: ('memorySize' | 'timeout')[];
    /** MB when it asked for work; null where it did not, or was not measured. */
    maxMemoryUsed: number | null;
    /** Null without an event, or where it did not start. */
    event: {
      /** Milliseconds. */
      duration: number;
      /** MB; null where it was not measured. */
      maxMemoryUsed: number | null;
      /** Null when it was answered. */
      error: { type: string; message: string } | null;
      /** The answer as text, at most its first 2,000 characters. */
      answer: string;
    } | null;
  }[];
}

const longestAnswer = 2_000;

export function startResult({ probes, skipped }: StartReport): StartResult {
  return { skipped: skipped === undefined ? null : redact(skipped), functions: probes.map(probeResult) };
}

function probeResult({ name, settings, init, event }: FunctionProbe): StartResult['functions'][number] {
  return {
    name,
    outcome: init.kind,
    initDuration: Math.round(init.milliseconds),
    exitCode: init.exitCode ?? null,
    memorySize: settings.memorySize,
    timeout: settings.timeout,
    assumed: [...settings.assumed],
    maxMemoryUsed: init.maxMemoryUsed ?? null,
    event: event ? eventResult(event) : null,
  };
}

function eventResult({ payload, failure, report }: NonNullable<FunctionProbe['event']>) {
  const answer = Buffer.from(payload).toString('utf8');
  return {
    duration: Math.round(report.duration * 100) / 100,
    maxMemoryUsed: report.maxMemoryUsed ?? null,
    error: failure ? { type: failure.errorType, message: redact(failure.message) } : null,
    answer: redact(answer.length > longestAnswer ? `${answer.slice(0, longestAnswer)} …` : answer),
  };
}
