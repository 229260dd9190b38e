/** Prints events of a log as they come, as text or as one JSON document a line. */
import { logDocument } from '../domain/logs/log-document.js';
import type { LogEvent } from '../domain/logs/log-event.js';
import { createRequestTracker } from '../domain/logs/request-tracker.js';
import { createPaint } from './paint.js';
import { renderLogEvent } from './render-log-event.js';
import { createRequestPaint } from './request-paint.js';

/** The part of a stream that is needed. */
export interface LineStream {
  readonly isTTY?: boolean;
  write(text: string, done: (error?: Error | null) => void): unknown;
}

export interface LogPrinter {
  /** Resolves when the stream has taken them; false when its reader has gone away (`| head`). */
  show(events: readonly LogEvent[]): Promise<boolean>;
  /** Another document of the stream of JSON. */
  document(value: object): Promise<boolean>;
}

export function createLogPrinter(stream: LineStream, env: NodeJS.ProcessEnv, json: boolean): LogPrinter {
  const requestOf = createRequestTracker();
  const paints = {
    paint: createPaint(stream, env),
    request: createRequestPaint(stream, env),
    terminal: stream.isTTY === true,
  };
  const line = (event: LogEvent): string => {
    const requestId = requestOf(event);
    return json ? JSON.stringify(logDocument(event, requestId)) : renderLogEvent(event, requestId, paints);
  };
  const write = (text: string): Promise<boolean> =>
    new Promise((resolve) => {
      stream.write(text, (error) => resolve(!error));
    });
  return {
    show: async (events) => events.length === 0 || write(events.map((event) => `${line(event)}\n`).join('')),
    document: (value) => write(`${JSON.stringify(value)}\n`),
  };
}
