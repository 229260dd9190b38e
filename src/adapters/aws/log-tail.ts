/** The updates of a live tail, from the event stream of the SDK. */
import type { LiveTailSessionUpdate, StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import type { AppError } from '../../errors/app-error.js';
import type { LogTailUpdate } from '../../ports/log-reader.js';
import { logEvent } from './log-event.js';

/**
 * Resolves once the session has begun. What is returned ends with the session, however the server says that, and throws when
 * the connection breaks.
 * @param close ends the connection; the SDK leaves it open when nobody reads its stream any more
 * @param failure makes our error of what the SDK throws
 */
export async function readTail(
  stream: AsyncIterable<StartLiveTailResponseStream>,
  close: () => void,
  failure: (error: unknown) => AppError,
): Promise<AsyncIterable<LogTailUpdate>> {
  const events = stream[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<StartLiveTailResponseStream>> | undefined = Promise.resolve(
    await events.next(),
  );
  const take = async (): Promise<IteratorResult<LogTailUpdate>> => {
    for (;;) {
      const { done, value } = await (next ?? events.next());
      next = undefined;
      if (done) return { done, value: undefined };
      if (value.sessionUpdate) return { done: false, value: logTailUpdate(value.sessionUpdate) };
    }
  };
  return {
    // No generator: one that was never asked would leave the session open when it is to end.
    [Symbol.asyncIterator]: () => ({
      next: () =>
        take().catch((error: unknown) => {
          if (isEnd(error)) return { done: true as const, value: undefined };
          throw failure(error);
        }),
      async return() {
        close();
        return { done: true as const, value: undefined };
      },
    }),
  };
}

function logTailUpdate({ sessionResults, sessionMetadata }: LiveTailSessionUpdate): LogTailUpdate {
  return { events: (sessionResults ?? []).map(logEvent), sampled: sessionMetadata?.sampled ?? false };
}

/** Three hours have passed, or the service gave the session up: a new one goes on. */
function isEnd(error: unknown): boolean {
  return error instanceof Error && /^Session(?:Timeout|Streaming)Exception$/.test(error.name);
}
