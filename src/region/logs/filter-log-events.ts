/** FilterLogEvents: the events of a group, of all or some of its streams, that match a pattern. */
import * as z from 'zod';
import type { JsonOperation } from '../wire/json.js';
import type { EventEntry } from './event-files.js';
import { eventId, isEventId, requireReadable, visibleEntries } from './event-view.js';
import { type MessageFilter, parseFilterPattern } from './filter-pattern/filter-pattern.js';
import type { LogGroup } from './log-group.js';
import { groupMembers, logStreamName, namedGroup, nextToken, timestamp } from './log-members.js';
import { type LogStream, requireLogStream, streamsOf } from './log-stream.js';
import { invalidParameter, type LogsDeps, logsOperation } from './logs-deps.js';
import { pageLimit, withinAnswer } from './page-limit.js';

const schema = z.strictObject({
  ...groupMembers,
  logStreamNames: z.array(logStreamName).max(100).min(1).optional(),
  logStreamNamePrefix: logStreamName.optional(),
  startTime: timestamp.optional(),
  endTime: timestamp.optional(),
  filterPattern: z.string().max(1024).optional(),
  nextToken,
  limit: pageLimit,
  // Events of several streams are always mixed, in the order of their times.
  interleaved: z.boolean().optional(),
  startFromHead: z.literal(true).optional(),
  unmask: z.boolean().optional(),
});
type Input = z.infer<typeof schema>;

interface Candidate {
  readonly stream: LogStream;
  readonly entry: EventEntry;
  /** Of the entry. */
  readonly bytes: number;
}

/** So much is looked at for one answer, which may then be empty and have a token all the same, as with AWS. */
const scanned = { events: 10_000, bytes: 16 * 1024 * 1024 };

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export function filterLogEvents(deps: LogsDeps): JsonOperation {
  return logsOperation(schema, 'reads', (input) => {
    const group = namedGroup(deps, input);
    requireReadable(group, 'FilterLogEvents');
    const matches = parseFilterPattern(input.filterPattern ?? '');
    const candidates = candidatesOf(deps, group, input);
    const looked = withinAnswer(candidates, scanned.events, scanned.bytes);
    const found = matching(deps, looked, matches);
    const shown = withinAnswer(found, input.limit);
    const last = shown.length < found.length ? shown.at(-1) : looked.at(-1);
    const more = shown.length < found.length || looked.length < candidates.length;
    return {
      events: shown.map(({ stream, entry, message }) => ({
        logStreamName: stream.name,
        timestamp: entry.timestamp,
        message,
        ingestionTime: entry.ingestedAt,
        eventId: eventId(stream, entry),
      })),
      searchedLogStreams: [],
      ...(more && last && { nextToken: Buffer.from(eventId(last.stream, last.entry)).toString('base64url') }),
    };
  });
}

/** In the order of their ids, from after the one that the token names. */
function candidatesOf(deps: LogsDeps, group: LogGroup, input: Input): Candidate[] {
  const after = input.nextToken === undefined ? undefined : readToken(input.nextToken);
  const range = {
    from: input.startTime,
    // Here, unlike in GetLogEvents, the end is included.
    until: input.endTime === undefined ? undefined : input.endTime + 1,
  };
  const candidates = chosenStreams(deps, group, input).flatMap((stream) =>
    visibleEntries(deps, group, stream, range).map((entry) => ({ stream, entry, bytes: entry.bytes })),
  );
  const rest =
    after === undefined
      ? candidates
      : candidates.filter(({ stream, entry }) => eventId(stream, entry) > after);
  return rest.sort(
    (a, b) =>
      a.entry.timestamp - b.entry.timestamp ||
      a.stream.number - b.stream.number ||
      a.entry.position - b.entry.position,
  );
}

/** @throws WireError ResourceNotFoundException for a stream that is not there, InvalidParameterException */
function chosenStreams(deps: LogsDeps, group: LogGroup, input: Input): LogStream[] {
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  if (names && prefix !== undefined)
    throw invalidParameter('Only one of logStreamNames and logStreamNamePrefix can be specified.');
  if (names) return [...new Set(names)].map((name) => requireLogStream(deps.store, group.name, name));
  return streamsOf(deps.store, group.name).filter(({ name }) => name.startsWith(prefix ?? ''));
}

/** Reads each stream's file once. */
function matching(
  { events }: LogsDeps,
  candidates: readonly Candidate[],
  matches: MessageFilter,
): (Candidate & { readonly message: string })[] {
  const messages = new Map<EventEntry, string>();
  for (const number of new Set(candidates.map(({ stream }) => stream.number))) {
    const own = candidates.filter(({ stream }) => stream.number === number).map(({ entry }) => entry);
    for (const [index, message] of events.files.read(number, own).entries())
      messages.set(own[index] as EventEntry, message);
  }
  return candidates
    .map((candidate) => ({ ...candidate, message: messages.get(candidate.entry) ?? '' }))
    .filter(({ message }) => matches(message));
}

/** @throws WireError InvalidParameterException for a token that is not ours */
function readToken(token: string): string {
  const id = Buffer.from(token, 'base64url').toString();
  if (!isEventId(id)) throw invalidParameter('The specified nextToken is invalid.');
  return id;
}
