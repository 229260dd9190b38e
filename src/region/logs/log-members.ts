/** Members that requests of CloudWatch Logs share, and the log group that they name. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import { type LogGroup, logGroupArn, logGroupTable, requireLogGroup } from './log-group.js';
import { invalidParameter, type LogsDeps } from './logs-deps.js';

export const logGroupName = awsPattern('[\\.\\-_/#A-Za-z0-9]+').min(1).max(512);
export const logStreamName = awsPattern('[^:*]*').min(1).max(512);

/** Milliseconds since the epoch. */
export const timestamp = z.number().int().min(0);

export const nextToken = z.string().min(1).optional();

/** Name or ARN, in one of two members. */
export const groupMembers = {
  logGroupName: logGroupName.optional(),
  logGroupIdentifier: awsPattern('[\\w#+=/:,.@-]*').min(1).max(2048).optional(),
};

type Named = { readonly [Member in keyof typeof groupMembers]?: string | undefined };

/** @throws WireError ResourceNotFoundException, InvalidParameterException when none or both are given */
export function namedGroup(deps: LogsDeps, input: Named): LogGroup {
  const { logGroupName: name, logGroupIdentifier: identifier } = input;
  if (name !== undefined && identifier !== undefined)
    throw invalidParameter('Only one of logGroupName and logGroupIdentifier can be specified.');
  const given = name ?? identifier;
  if (given === undefined)
    throw invalidParameter('One of logGroupName and logGroupIdentifier must be specified.');
  return identifiedGroup(deps, given);
}

/** @param identifier a name, or an ARN without a star @throws WireError ResourceNotFoundException */
export function identifiedGroup({ store, settings }: LogsDeps, identifier: string): LogGroup {
  const start = logGroupArn(settings, '');
  const name = identifier.startsWith(start) ? identifier.slice(start.length) : identifier;
  return requireLogGroup(logGroupTable(store), name);
}
