/** Follows a log by live tails, one after the other, without gaps between them. */
import { AppError } from '../../errors/app-error.js';
import type { LogTailUpdate } from '../../ports/log-reader.js';
import { awaitGroup, catchUp, type Following } from './following.js';
import { chosen, queryOf } from './read-logs.js';
import { unlessSilent } from './unless-silent.js';

/** Updates come every second; without one for this long the connection is dead, or something on the way holds them back. Milliseconds. */
const silence = 15_000;
/** So many sessions in a row that are useless are too many: they end within this time, or say nothing. */
const shortSession = 10_000;
const mostUselessSessions = 3;

/** How a session went. */
interface SessionEnd {
  readonly kind: 'unread' | 'over' | 'sampled';
  /** It has said something, if only that there is nothing. */
  readonly heard: boolean;
}

/**
 * Undefined when nobody reads what is shown any more; else why live tails do not do.
 * @throws INTERRUPTED; what `LogReader.read` throws
 */
export async function tailLogs(following: Following): Promise<string | undefined> {
  const { deps, request } = following;
  for (let useless = 0; useless < mostUselessSessions; ) {
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
    const { kind, heard } = await readSession(following, session[Symbol.asyncIterator]());
    if (kind === 'unread') return undefined;
    if (kind === 'sampled')
      return `So much is logged to ${request.target.logGroup} that a live tail leaves events out.`;
    useless = heard && deps.clock.now() - openedAt >= shortSession ? 0 : useless + 1;
  }
  return 'Live tails of CloudWatch Logs end as soon as they begin, or say nothing.';
}

/** Undefined when the group is gone; a text says why there can be no session. */
async function openTail(following: Following): Promise<AsyncIterable<LogTailUpdate> | string | undefined> {
  const { deps, request, signal } = following;
  const opening = deps.logs.tail(queryOf(request));
  try {
    const session = await unlessSilent(opening, silence, following);
    if (session !== 'silent') return session;
    opening.then(
      (late) => leave(late?.[Symbol.asyncIterator]()),
      () => undefined,
    );
    return `Live tail did not begin within ${silence / 1000} s.`;
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || error.exitCode === 3) throw error;
    return `Live tail is not to be had. ${error.message}`;
  }
}

/** Ends also when the connection breaks or falls silent: the next session catches up. @throws INTERRUPTED */
async function readSession(following: Following, updates: AsyncIterator<LogTailUpdate>): Promise<SessionEnd> {
  const { request, shown, show } = following;
  let heard = false;
  try {
    const caught = await catchUp(following);
    if (caught !== 'read') return { kind: caught === 'unread' ? 'unread' : 'over', heard: true };
    for (;;) {
      const update = await unlessSilent(nextUpdate(updates), silence, following);
      if (!update || update === 'silent') return { kind: 'over', heard };
      heard = true;
      const fresh = shown.fromTail(chosen(update.events, request.target));
      if (fresh.length > 0 && !(await show(fresh))) return { kind: 'unread', heard };
      if (update.sampled) return { kind: 'sampled', heard };
    }
  } finally {
    leave(updates);
  }
}

/** Undefined at the end, however it came. */
function nextUpdate(updates: AsyncIterator<LogTailUpdate>): Promise<LogTailUpdate | undefined> {
  return updates.next().then(
    ({ done, value }) => (done ? undefined : (value as LogTailUpdate)),
    () => undefined,
  );
}

/** Sessions are paid by the minute. Not waited for: a connection that fell silent would never say that it has ended. */
function leave(updates: AsyncIterator<LogTailUpdate> | undefined): void {
  updates?.return?.().then(undefined, () => undefined);
}
