/** What following a log is made of: where it stands, and one reading that catches up. */
import { nextWindowStart, type ReadSoFar } from '../../domain/logs/follow-window.js';
import type { LogEvent } from '../../domain/logs/log-event.js';
import type { ShownEvents } from '../../domain/logs/shown-events.js';
import { AppError } from '../../errors/app-error.js';
import type { LogReader } from '../../ports/log-reader.js';
import type { Clock } from '../../ports/system.js';
import { audibleReader } from './audible-reader.js';
import { missingGroup } from './nothing-to-read.js';
import { type LogRequest, readLogs, type TakeEvents } from './read-logs.js';

export interface FollowDeps {
  readonly logs: LogReader;
  readonly clock: Clock;
}

export interface Following {
  readonly request: LogRequest;
  readonly deps: FollowDeps;
  readonly signal: AbortSignal;
  readonly shown: ShownEvents;
  readonly show: TakeEvents;
  /** Tells the user what is going on. */
  readonly note: (text: string) => void;
  so: ReadSoFar;
  /** The user knows that there is no log group yet. */
  toldMissing: boolean;
}

/** `unread`: nobody reads what is shown any more. `missing`: there is no log group, now. */
export type CaughtUp = 'read' | 'missing' | 'unread';

/** How long a service that does not answer is asked again, from the first refusal on; milliseconds. */
const patience = 5 * 60_000;
const longestPause = 30_000;

/**
 * Shows everything that is there and was not shown yet. A service that cannot be reached or is throttled is asked again for
 * five minutes.
 * @throws what `LogReader.read` throws, INTERRUPTED
 */
export async function catchUp(following: Following): Promise<CaughtUp> {
  const { deps, note, signal } = following;
  let failedSince: number | undefined;
  for (let pause = 1000; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      const outcome = await readWindow(following);
      if (failedSince !== undefined) note('CloudWatch Logs answers again.');
      return outcome;
    } catch (error) {
      const now = deps.clock.now();
      failedSince ??= now;
      if (!isPassing(error) || now - failedSince > patience) throw error;
      if (failedSince === now) note(`${error.message} Trying again for ${patience / 60_000} minutes.`);
      await deps.clock.sleep(pause, signal);
    }
  }
}

/** Overlaps with what was read before, so that events which came in late are shown as well. */
async function readWindow(following: Following): Promise<CaughtUp> {
  const { request, deps, shown } = following;
  const readAt = deps.clock.now();
  const since = nextWindowStart(following.so);
  shown.forgetBefore(since);
  const window = shown.openWindow();
  let { newest } = following.so;
  let isRead = true;
  const take = async (events: readonly LogEvent[]): Promise<boolean> => {
    newest = newestOf(events, newest);
    const fresh = window.take(events);
    isRead = fresh.length === 0 || (await following.show(fresh));
    return isRead;
  };
  const { found, pages } = await readLogs({ ...request, since }, audibleReader(deps.logs, following), take);
  if (!isRead) return 'unread';
  if (!found) return 'missing';
  following.so = { ...following.so, readAt, pages, ...(newest !== undefined && { newest }) };
  following.toldMissing = false;
  return 'read';
}

/** Tells once that there is no log group, and waits a little. */
export async function awaitGroup(following: Following): Promise<void> {
  const { request, deps, signal, note } = following;
  if (!following.toldMissing) note(`${missingGroup(request)} Waiting for it.`);
  following.toldMissing = true;
  await deps.clock.sleep(2000, signal);
}

function newestOf(events: readonly LogEvent[], before: number | undefined): number | undefined {
  return events.reduce<number | undefined>((newest, { at }) => Math.max(newest ?? at, at), before);
}

function isPassing(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'REMOTE_UNAVAILABLE' || error.code === 'THROTTLED');
}
