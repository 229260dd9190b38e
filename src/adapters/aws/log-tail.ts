/** The updates of a live tail, from the event stream of the SDK. */
import type { StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import type { AppError } from '../../errors/app-error.js';
import type { LogTailUpdate } from '../../ports/log-reader.js';
import { logEvent } from './log-event.js';

/**
 * Resolves once the session has begun. What is returned ends with the session, however the server says that, and throws when
 * the connection breaks.
 * @param failure makes our error of what the SDK throws
 */
export async function readTail(
  stream: AsyncIterable<StartLiveTailResponseStream>,
  failure: (error: unknown) => AppError,
): Promise<AsyncIterable<LogTailUpdate>> {
  const events = stream[Symbol.asyncIterator]();
  const first = await events.next();
  return updates(first, events, failure);
}

async function* updates(
  first: IteratorResult<StartLiveTailResponseStream>,
  events: AsyncIterator<StartLiveTailResponseStream>,
  failure: (error: unknown) => AppError,
): AsyncGenerator<LogTailUpdate> {
  try {
    for (let next = first; !next.done; next = await events.next()) {
      const { sessionUpdate } = next.value;
      if (!sessionUpdate) continue;
      yield {
        events: (sessionUpdate.sessionResults ?? []).map(logEvent),
        sampled: sessionUpdate.sessionMetadata?.sampled ?? false,
      };
    }
  } catch (error) {
    if (!isEnd(error)) throw failure(error);
  } finally {
    await events.return?.();
  }
}

/** Three hours have passed, or the service gave the session up: a new one goes on. */
function isEnd(error: unknown): boolean {
  return error instanceof Error && /^Session(?:Timeout|Streaming)Exception$/.test(error.name);
}
