/** Follows a log of a real region through the real adapters, and waits for what is shown. */
import { createAwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import { createClock } from '../../../src/adapters/node/clock.js';
import type { LogEvent } from '../../../src/domain/logs/log-event.js';
import { AppError } from '../../../src/errors/app-error.js';
import type { LogReader, LogTailUpdate } from '../../../src/ports/log-reader.js';
import type { Clock } from '../../../src/ports/system.js';
import { followLogs } from '../../../src/services/logs/follow-logs.js';

export interface FollowedLog {
  /** Messages in the order in which they were shown. */
  readonly shown: string[];
  readonly notes: string[];
  /** Resolves once so many events were shown; never before. */
  until(count: number): Promise<void>;
  /** Resolves once so many live tails were begun and are listened to. */
  tailed(count: number): Promise<void>;
  /** Resolves once something was told that holds this. */
  noted(part: string): Promise<void>;
  /** How following ended: `done`, or the code of the error. */
  readonly ended: Promise<string>;
  /** As Ctrl-C, and waits. */
  stop(): Promise<string>;
}

export interface FollowedOptions {
  readonly url: string;
  readonly logGroup: string;
  readonly liveTail: boolean;
  /** Put between following and the real reader. */
  readonly around?: (logs: LogReader) => LogReader;
  /** Pauses are so many times shorter. */
  readonly hurry?: number;
  /** Nobody reads any more after so many events. */
  readonly readers?: number;
}

export function follow(options: FollowedOptions): FollowedLog {
  const stop = new AbortController();
  const aws = createAwsAdapters({
    region: 'us-east-1',
    endpoint: options.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    signal: stop.signal,
  });
  const logGroupArn = `arn:aws:logs:us-east-1:000000000000:log-group:${options.logGroup}`;
  const choice = { functionName: 'hello', versions: undefined, shared: false };
  const shown: string[] = [];
  const notes: string[] = [];
  const waiting: { readonly isDone: () => boolean; readonly done: () => void }[] = [];
  const look = (): void => {
    for (const { isDone, done } of waiting) if (isDone()) done();
  };
  const when = (isDone: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ isDone, done: resolve });
      look();
    });
  let tails = 0;
  const logs = observed(options.around?.(aws.logs) ?? aws.logs, () => {
    tails += 1;
    look();
  });
  const ended = followLogs(
    {
      request: { target: { logGroup: options.logGroup, logGroupArn, choice }, since: Date.now() - 300_000 },
      liveTail: options.liveTail,
      signal: stop.signal,
      note(text) {
        notes.push(text);
        look();
      },
      async show(events: readonly LogEvent[]) {
        shown.push(...events.map(({ message }) => message));
        look();
        return shown.length < (options.readers ?? Number.POSITIVE_INFINITY);
      },
    },
    { logs, clock: hurried(options.hurry ?? 1) },
  )
    .then(
      () => 'done',
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    )
    .finally(() => aws.close());
  return {
    shown,
    notes,
    ended,
    until: (count) => when(() => shown.length >= count),
    tailed: (count) => when(() => tails >= count),
    noted: (part) => when(() => notes.some((note) => note.includes(part))),
    stop() {
      stop.abort();
      return ended;
    },
  };
}

function hurried(times: number): Clock {
  const clock = createClock();
  return { now: clock.now, sleep: (milliseconds, signal) => clock.sleep(milliseconds / times, signal) };
}

/** Tells when somebody begins to listen to a session. */
function observed(logs: LogReader, onListen: () => void): LogReader {
  async function* heard(session: AsyncIterable<LogTailUpdate>): AsyncGenerator<LogTailUpdate> {
    onListen();
    yield* session;
  }
  return {
    ...logs,
    async tail(query) {
      const session = await logs.tail(query);
      return session && heard(session);
    },
  };
}
