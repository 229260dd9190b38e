/** CreateLogGroup, DescribeLogGroups, DeleteLogGroup, PutRetentionPolicy, DeleteRetentionPolicy. */
import * as z from 'zod';
import { tokenPage } from '../token-page.js';
import { awsPattern } from '../wire/aws-pattern.js';
import type { JsonOperation } from '../wire/json.js';
import { WireError } from '../wire/wire-error.js';
import { describeLogGroup, logGroupTable, requireLogGroup } from './log-group.js';
import { tagMap } from './log-group-tags.js';
import { logGroupName, nextToken } from './log-members.js';
import { removeLogStream, streamsOf } from './log-stream.js';
import { invalidParameter, type LogsDeps, logsOperation } from './logs-deps.js';

const logGroupClass = z.enum(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']);

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const naming = z.strictObject({ logGroupName });
const createSchema = naming.extend({
  kmsKeyId: z.string().max(256).optional(),
  logGroupClass: logGroupClass.optional(),
  tags: tagMap.optional(),
});
const describeSchema = z.strictObject({
  logGroupNamePrefix: logGroupName.optional(),
  logGroupNamePattern: awsPattern('[\\.\\-_/#A-Za-z0-9]*').max(512).optional(),
  logGroupClass: logGroupClass.optional(),
  nextToken,
  limit: z.number().int().min(1).max(50).optional(),
});
const retentionSchema = naming.extend({ retentionInDays: z.number().int() });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html */
export function logGroupOperations(deps: LogsDeps): Record<string, JsonOperation> {
  const groups = logGroupTable(deps.store);
  return {
    CreateLogGroup: logsOperation(createSchema, 'changes', (input) => {
      const { logGroupName: name, kmsKeyId, tags = {} } = input;
      if (groups.get(name)) {
        throw new WireError('ResourceAlreadyExistsException', 'The specified log group already exists', 400);
      }
      const kind = input.logGroupClass ?? 'STANDARD';
      groups.put(name, {
        name,
        kind,
        createdAt: deps.clock(),
        tags,
        ...(kmsKeyId !== undefined && { kmsKeyId }),
      });
      return undefined;
    }),
    DeleteLogGroup: logsOperation(naming, 'changes', (input) => {
      const { name } = requireLogGroup(groups, input.logGroupName);
      for (const stream of streamsOf(deps.store, name)) removeLogStream(deps, stream);
      groups.delete(name);
      return undefined;
    }),
    ...retentionOperations(deps),
    DescribeLogGroups: describeLogGroups(deps),
  };
}

function retentionOperations(deps: LogsDeps): Record<string, JsonOperation> {
  const groups = logGroupTable(deps.store);
  return {
    PutRetentionPolicy: logsOperation(
      retentionSchema,
      'changes',
      ({ logGroupName: name, retentionInDays }) => {
        if (!retentions.includes(retentionInDays)) {
          throw invalidParameter(
            `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentions.join(', ')}]`,
          );
        }
        groups.put(name, { ...requireLogGroup(groups, name), retention: retentionInDays });
        return undefined;
      },
    ),
    DeleteRetentionPolicy: logsOperation(naming, 'changes', ({ logGroupName: name }) => {
      const { retention: _, ...group } = requireLogGroup(groups, name);
      groups.put(name, group);
      return undefined;
    }),
  };
}

/** By name; a prefix counts from the start, a pattern anywhere and without regard to case. */
function describeLogGroups(deps: LogsDeps): JsonOperation {
  const groups = logGroupTable(deps.store);
  return logsOperation(describeSchema, 'reads', (input) => {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern } = input;
    if (prefix !== undefined && pattern !== undefined) {
      throw invalidParameter(
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      );
    }
    const wanted = groups
      .entries()
      .map(([, group]) => group)
      .filter(({ name, kind }) => {
        if (input.logGroupClass !== undefined && kind !== input.logGroupClass) return false;
        if (prefix !== undefined) return name.startsWith(prefix);
        return name.toLowerCase().includes((pattern ?? '').toLowerCase());
      });
    const request = { token: input.nextToken, limit: input.limit ?? 50 };
    const cut = tokenPage(wanted, ({ name }) => name, request, 'InvalidParameterException');
    return {
      logGroups: cut.items.map((group) => describeLogGroup(group, deps.settings)),
      ...(cut.token !== undefined && { nextToken: cut.token }),
    };
  });
}
