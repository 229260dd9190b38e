/** GetLogEvents: one stream, page by page in either direction. */
import * as z from 'zod';
import type { JsonOperation } from '../wire/json.js';
import type { EventEntry } from './event-files.js';
import { eventId, isEventId, requireReadable, visibleEntries } from './event-view.js';
import { groupMembers, logStreamName, namedGroup, nextToken, timestamp } from './log-members.js';
import { requireLogStream } from './log-stream.js';
import { invalidParameter, type LogsDeps, logsOperation } from './logs-deps.js';
import { pageLimit, withinAnswer } from './page-limit.js';

const schema = z.strictObject({
  ...groupMembers,
  logStreamName,
  startTime: timestamp.optional(),
  endTime: timestamp.optional(),
  nextToken,
  limit: pageLimit,
  startFromHead: z.boolean().optional(),
  unmask: z.boolean().optional(),
});

/** Where a page begins, and in which direction it goes on from there. */
interface Position {
  readonly direction: 'f' | 'b';
  /** Id of the last event that was shown in this direction; undefined at the first page. */
  readonly from?: string;
}

/**
 * A page at the end is empty and has the token again that it was asked with.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export function getLogEvents(deps: LogsDeps): JsonOperation {
  return logsOperation(schema, 'reads', (input) => {
    const group = namedGroup(deps, input);
    requireReadable(group, 'GetLogEvents');
    const stream = requireLogStream(deps.store, group.name, input.logStreamName);
    const idOf = (entry: EventEntry): string => eventId(stream, entry);
    const range = { from: input.startTime, until: input.endTime };
    const position = positionOf(input.nextToken, input.startFromHead ?? false);
    const entries = visibleEntries(deps, group, stream, range);
    const page = pageAt(entries, position, idOf, input.limit);
    const messages = deps.events.files.read(stream.number, page);
    const { from = '' } = position;
    const [first, last] = [page[0], page.at(-1)];
    return {
      events: page.map((entry, index) => ({
        timestamp: entry.timestamp,
        message: messages[index],
        ingestionTime: entry.ingestedAt,
      })),
      nextForwardToken: `f/${last ? idOf(last) : from.padStart(56, '0')}/s`,
      nextBackwardToken: `b/${first ? idOf(first) : from.padStart(56, '0')}/s`,
    };
  });
}

/** @throws WireError InvalidParameterException for a token that is not ours */
function positionOf(token: string | undefined, fromHead: boolean): Position {
  if (token === undefined) return { direction: fromHead ? 'f' : 'b' };
  const [direction, from = '', end] = token.split('/');
  if ((direction !== 'f' && direction !== 'b') || !isEventId(from) || end !== 's')
    throw invalidParameter('The specified nextToken is invalid.');
  return { direction, from };
}

function pageAt(
  entries: readonly EventEntry[],
  { direction, from }: Position,
  idOf: (entry: EventEntry) => string,
  limit: number | undefined,
): readonly EventEntry[] {
  if (direction === 'f')
    return withinAnswer(from === undefined ? entries : entries.filter((entry) => idOf(entry) > from), limit);
  const before = from === undefined ? entries : entries.filter((entry) => idOf(entry) < from);
  return withinAnswer(before.toReversed(), limit).toReversed();
}
