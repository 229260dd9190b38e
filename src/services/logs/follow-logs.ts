/** Follows a log: shows what is there since a time, and then what comes, each event once. */
import { createShownEvents } from '../../domain/logs/shown-events.js';
import { awaitGroup, catchUp, type FollowDeps, type Following } from './following.js';
import type { LogRequest, TakeEvents } from './read-logs.js';
import { tailLogs } from './tail-logs.js';

export interface FollowOptions {
  readonly request: LogRequest;
  /** By a live tail where that is possible; else by asking every second. */
  readonly liveTail: boolean;
  readonly signal: AbortSignal;
  readonly show: TakeEvents;
  readonly note: (text: string) => void;
}

const interval = 1000;

/**
 * Ends when nobody reads what is shown any more.
 * @throws INTERRUPTED when the signal fires; what `LogReader.read` throws
 */
export async function followLogs(options: FollowOptions, deps: FollowDeps): Promise<void> {
  const { request, signal, show, note } = options;
  const following: Following = {
    request,
    deps,
    signal,
    show,
    note,
    shown: createShownEvents(),
    so: { since: request.since, pages: 0 },
    toldMissing: false,
  };
  if (options.liveTail) {
    const why = await tailLogs(following);
    if (why === undefined) return;
    note(`${why} Asking for new events every second instead.`);
  }
  await pollLogs(following);
}

async function pollLogs(following: Following): Promise<void> {
  const { deps, signal } = following;
  for (;;) {
    const caught = await catchUp(following);
    if (caught === 'unread') return;
    if (caught === 'missing') await awaitGroup(following);
    else await deps.clock.sleep(interval, signal);
  }
}
