/** PutLogEvents, with its limits. */
import * as z from 'zod';
import type { JsonOperation } from '../wire/json.js';
import type { NewEvent } from './event-files.js';
import { oldestKept } from './event-view.js';
import { type LogGroup, logGroupTable, requireLogGroup } from './log-group.js';
import { logGroupName, logStreamName, timestamp } from './log-members.js';
import { requireLogStream } from './log-stream.js';
import { sequenceToken } from './log-stream-operations.js';
import { invalidParameter, type LogsDeps, logsOperation } from './logs-deps.js';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** Bytes of a batch; each event counts 26 more than its text. */
const batchLimit = 1024 * 1024;
const eventOverhead = 26;

const schema = z.strictObject({
  logGroupName,
  logStreamName,
  logEvents: z
    .array(z.strictObject({ timestamp, message: z.string().min(1) }))
    .max(10_000)
    .min(1),
  // Taken and not looked at, as by AWS since 2023.
  sequenceToken: z.string().min(1).optional(),
  entity: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Events too old or too new are left out and reported, the others are kept.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export function putLogEvents(deps: LogsDeps): JsonOperation {
  return logsOperation(schema, 'changes', ({ logEvents, ...input }) => {
    const group = requireLogGroup(logGroupTable(deps.store), input.logGroupName);
    const stream = requireLogStream(deps.store, group.name, input.logStreamName);
    requireBatch(logEvents);
    const { kept, rejected } = sift(logEvents, group, deps.clock());
    deps.events.add(stream, kept);
    return {
      nextSequenceToken: sequenceToken(deps.events.files.entries(stream.number).length),
      ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: rejected }),
    };
  });
}

/** @throws WireError InvalidParameterException */
function requireBatch(events: readonly NewEvent[]): void {
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + eventOverhead, 0);
  if (bytes > batchLimit)
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${batchLimit}`);
  const unordered = events.some((event, index) => event.timestamp < (events[index - 1]?.timestamp ?? 0));
  if (unordered)
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > day)
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
}

/** The batch is in order, so that indexes tell where the good ones begin and end. */
function sift(events: readonly NewEvent[], group: LogGroup, now: number) {
  const before = (time: number): number => events.filter(({ timestamp: at }) => at < time).length;
  const tooOld = before(now - 14 * day);
  const expired = before(oldestKept(group, now));
  const tooNew = before(now + 2 * hour + 1);
  return {
    kept: events.slice(Math.max(tooOld, expired), tooNew),
    rejected: {
      ...(tooNew < events.length && { tooNewLogEventStartIndex: tooNew }),
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(expired > 0 && { expiredLogEventEndIndex: expired }),
    },
  };
}
