/** TagResource, UntagResource, ListTagsForResource: the tags of log groups. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import type { JsonOperation } from '../wire/json.js';
import { WireError } from '../wire/wire-error.js';
import { type LogGroup, logGroupTable } from './log-group.js';
import { identifiedGroup } from './log-members.js';
import { type LogsDeps, logsOperation } from './logs-deps.js';

const maximumTags = 50;

export const tagMap = z.record(z.string().min(1).max(128), z.string().max(256));

const resourceArn = awsPattern('[\\w+=/:,.@-]*').min(1).max(1011);
const tagSchema = z.strictObject({ resourceArn, tags: tagMap });
const untagSchema = z.strictObject({ resourceArn, tagKeys: z.array(z.string()).max(maximumTags) });
const listSchema = z.strictObject({ resourceArn });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export function logGroupTagOperations(deps: LogsDeps): Record<string, JsonOperation> {
  const groups = logGroupTable(deps.store);
  const requireResource = (arn: string): LogGroup => identifiedGroup(deps, arn);
  return {
    TagResource: logsOperation(tagSchema, 'changes', (input) => {
      const group = requireResource(input.resourceArn);
      const tags = { ...group.tags, ...input.tags };
      if (Object.keys(tags).length > maximumTags) {
        throw new WireError('TooManyTagsException', `A resource can have at most ${maximumTags} tags.`, 400);
      }
      groups.put(group.name, { ...group, tags });
      return undefined;
    }),
    UntagResource: logsOperation(untagSchema, 'changes', (input) => {
      const group = requireResource(input.resourceArn);
      const kept = Object.entries(group.tags).filter(([key]) => !input.tagKeys.includes(key));
      groups.put(group.name, { ...group, tags: Object.fromEntries(kept) });
      return undefined;
    }),
    ListTagsForResource: logsOperation(listSchema, 'reads', (input) => ({
      tags: requireResource(input.resourceArn).tags,
    })),
  };
}
