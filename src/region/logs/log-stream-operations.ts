/** CreateLogStream, DescribeLogStreams, DeleteLogStream. */
import * as z from 'zod';
import { tokenPage } from '../token-page.js';
import type { JsonOperation } from '../wire/json.js';
import { WireError } from '../wire/wire-error.js';
import { type LogGroup, logGroupArn, logGroupTable, requireLogGroup } from './log-group.js';
import { groupMembers, logGroupName, logStreamName, namedGroup, nextToken } from './log-members.js';
import {
  addLogStream,
  type LogStream,
  logStreamTable,
  removeLogStream,
  requireLogStream,
  streamKey,
  streamsOf,
} from './log-stream.js';
import { invalidParameter, type LogsDeps, logsOperation } from './logs-deps.js';

const naming = z.strictObject({ logGroupName, logStreamName });
const describeSchema = z.strictObject({
  ...groupMembers,
  logStreamNamePrefix: logStreamName.optional(),
  orderBy: z.enum(['LogStreamName', 'LastEventTime']).optional(),
  descending: z.boolean().optional(),
  nextToken,
  limit: z.number().int().min(1).max(50).optional(),
});

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export function logStreamOperations(deps: LogsDeps): Record<string, JsonOperation> {
  const { store } = deps;
  const requireGroup = (name: string): LogGroup => requireLogGroup(logGroupTable(store), name);
  return {
    CreateLogStream: logsOperation(naming, 'changes', (input) => {
      const { name: group } = requireGroup(input.logGroupName);
      if (logStreamTable(store).get(streamKey(group, input.logStreamName)))
        throw new WireError('ResourceAlreadyExistsException', 'The specified log stream already exists', 400);
      addLogStream(store, group, input.logStreamName, deps.clock());
      return undefined;
    }),
    DeleteLogStream: logsOperation(naming, 'changes', (input) => {
      const { name: group } = requireGroup(input.logGroupName);
      removeLogStream(deps, requireLogStream(store, group, input.logStreamName));
      return undefined;
    }),
    DescribeLogStreams: logsOperation(describeSchema, 'reads', (input) => {
      const group = namedGroup(deps, input);
      const byTime = input.orderBy === 'LastEventTime';
      if (byTime && input.logStreamNamePrefix !== undefined)
        throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
      const wanted = streamsOf(store, group.name).filter(({ name }) =>
        name.startsWith(input.logStreamNamePrefix ?? ''),
      );
      const keyOf = byTime ? (stream: LogStream) => timeKey(deps, stream) : ({ name }: LogStream) => name;
      const request = {
        token: input.nextToken,
        limit: input.limit ?? 50,
        descending: input.descending ?? false,
      };
      const cut = tokenPage(wanted, keyOf, request, 'InvalidParameterException');
      return {
        logStreams: cut.items.map((stream) => describeLogStream(deps, stream)),
        ...(cut.token !== undefined && { nextToken: cut.token }),
      };
    }),
  };
}

/** Sorts by the last event; streams without one come as if it were at their creation. */
function timeKey({ events }: LogsDeps, { number, name, createdAt }: LogStream): string {
  const last = events.files.entries(number).at(-1)?.timestamp ?? createdAt;
  return `${String(last).padStart(15, '0')} ${name}`;
}

function describeLogStream(deps: LogsDeps, stream: LogStream): Record<string, unknown> {
  const entries = deps.events.files.entries(stream.number);
  const [first] = entries;
  const last = entries.at(-1);
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(first && { firstEventTimestamp: first.timestamp }),
    ...(last && {
      lastEventTimestamp: last.timestamp,
      lastIngestionTime: entries.reduce((latest, { ingestedAt }) => Math.max(latest, ingestedAt), 0),
      // Nobody needs one any more; the API still gives it.
      uploadSequenceToken: sequenceToken(entries.length),
    }),
    arn: `${logGroupArn(deps.settings, stream.group)}:log-stream:${stream.name}`,
    storedBytes: 0,
  };
}

/** @param count events that the stream has */
export function sequenceToken(count: number): string {
  return String(count).padStart(56, '49');
}
