/** Follows a log by live tails, one after the other, without gaps between them. */
import { AppError } from '../../errors/app-error.js';
import { stopIfAborted } from '../../errors/stop-if-aborted.js';
import type { LogTailUpdate } from '../../ports/log-reader.js';
import { awaitGroup, catchUp, type Following } from './following.js';
import { chosen, queryOf } from './read-logs.js';

/** Updates come every second; without one for this long the connection is dead. Milliseconds. */
const silence = 15_000;
/** So many sessions in a row that end at once are too many. */
const shortSession = 10_000;
const mostShortSessions = 3;

/** How a session went. */
type SessionEnd = 'unread' | 'over' | 'sampled';

/**
 * Undefined when nobody reads what is shown any more; else why live tails do not do.
 * @throws INTERRUPTED; what `LogReader.read` throws
 */
export async function tailLogs(following: Following): Promise<string | undefined> {
  const { deps, request } = following;
  for (let short = 0; short < mostShortSessions; ) {
    // All that there is first, which may take long; the second time, with the session open, only what came meanwhile.
    const before = await catchUp(following);
    if (before === 'unread') return undefined;
    if (before === 'missing') {
      await awaitGroup(following);
      continue;
    }
    const openedAt = deps.clock.now();
    const session = await openTail(following);
    if (typeof session === 'string') return session;
    if (!session) continue;
    const end = await readSession(following, session);
    if (end === 'unread') return undefined;
    if (end === 'sampled')
      return `So much is logged to ${request.target.logGroup} that a live tail leaves events out.`;
    short = deps.clock.now() - openedAt < shortSession ? short + 1 : 0;
  }
  return 'Live tails of CloudWatch Logs end as soon as they begin.';
}

/** Undefined when the group is gone; a text says why there can be no session. */
async function openTail({
  deps,
  request,
  signal,
}: Following): Promise<AsyncIterable<LogTailUpdate> | string | undefined> {
  try {
    return await deps.logs.tail(queryOf(request));
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || error.exitCode === 3) throw error;
    return `Live tail is not to be had. ${error.message}`;
  }
}

async function readSession(following: Following, session: AsyncIterable<LogTailUpdate>): Promise<SessionEnd> {
  const { request, shown, show } = following;
  shown.tailOpened();
  const caught = await catchUp(following);
  if (caught !== 'read') return caught === 'unread' ? 'unread' : 'over';
  const updates = session[Symbol.asyncIterator]();
  try {
    for (;;) {
      const update = await nextUpdate(following, updates);
      if (!update) return 'over';
      const fresh = shown.fromTail(chosen(update.events, request.target));
      if (fresh.length > 0 && !(await show(fresh))) return 'unread';
      if (update.sampled) return 'sampled';
    }
  } finally {
    leave(updates);
  }
}

/** Sessions are paid by the minute. Not waited for: a connection that fell silent would never say that it has ended. */
function leave(updates: AsyncIterator<LogTailUpdate>): void {
  updates.return?.().then(undefined, () => undefined);
}

/** Undefined at the end of the session, also when the connection broke or fell silent: the next one catches up. @throws INTERRUPTED */
async function nextUpdate(
  { deps, signal }: Following,
  updates: AsyncIterator<LogTailUpdate>,
): Promise<LogTailUpdate | undefined> {
  stopIfAborted(signal);
  const waiting = new AbortController();
  const stop = (): void => waiting.abort();
  signal.addEventListener('abort', stop);
  const update = updates.next().then(
    ({ done, value }) => (done ? undefined : (value as LogTailUpdate)),
    () => undefined,
  );
  try {
    return await Promise.race([update, deps.clock.sleep(silence, waiting.signal).then(() => undefined)]);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
