/** What Lambda refuses in an event source mapping although each member by itself is well formed. */
import { requireDestinations } from '../destinations.js';
import type { FunctionVersion } from '../function-record.js';
import type { LambdaDeps } from '../lambda-deps.js';
import { invalid } from '../settings-rules.js';
import type { EventSourceSettings } from './event-source-record.js';
import type { CreateInput, EventSourceInput } from './event-source-schema.js';
import type { SourceKind } from './source-kind.js';

const names: Record<SourceKind, string> = { sqs: 'SQS', kinesis: 'Kinesis', dynamodb: 'DynamoDB' };

/** Members that only streams have. */
const ofStreams = [
  'ParallelizationFactor',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'BisectBatchOnFunctionError',
  'TumblingWindowInSeconds',
  'DestinationConfig',
] as const;

/**
 * Where reading starts: required for streams, impossible for queues.
 * @throws WireError InvalidParameterValueException 400
 */
export function requireStartingPosition(kind: SourceKind, input: CreateInput): void {
  const { StartingPosition: position, StartingPositionTimestamp: time, EventSourceArn: arn } = input;
  if (kind === 'sqs') {
    if (position !== undefined) throw invalid('StartingPosition is not valid for SQS event sources.');
    return;
  }
  if (position === undefined) {
    // Written as a validation error, yet not one: so recorded.
    throw invalid(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  }
  if (time !== undefined && position !== 'AT_TIMESTAMP') {
    throw invalid('Timestamp only valid with StartingPosition AT_TIMESTAMP');
  }
  if (position !== 'AT_TIMESTAMP') return;
  if (kind === 'dynamodb') throw invalid(`Unsupported starting position for arn type: ${arn}`);
  if (time === undefined)
    throw invalid('StartingPositionTimestamp is required with StartingPosition AT_TIMESTAMP');
}

/** @throws WireError InvalidParameterValueException 400 for members that this kind of source has not */
export function requireFittingSource(kind: SourceKind, input: EventSourceInput): void {
  if (kind !== 'sqs') {
    if (input.ScalingConfig) throw invalid(`ScalingConfig is not valid for ${names[kind]} event sources.`);
    return;
  }
  const foreign = ofStreams.find((member) => input[member] !== undefined);
  if (foreign) throw invalid(`${foreign} is not valid for SQS event sources.`);
}

/** @throws WireError InvalidParameterValueException 400 for values that do not go together */
export function requireWorkable(kind: SourceKind, sourceArn: string, settings: EventSourceSettings): void {
  const {
    BatchSize: size,
    MaximumBatchingWindowInSeconds: window,
    MaximumRecordAgeInSeconds: age,
  } = settings;
  if (kind === 'sqs' && sourceArn.endsWith('.fifo')) {
    if (window > 0) throw invalid('Batching window is not supported for FIFO queues');
    if (size > 10) throw invalid('Maximum batch size for FIFO queues is 10');
  }
  if (kind === 'sqs' && size > 10 && window === 0) {
    throw invalid(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  if (age !== undefined && age !== -1 && age < 60)
    throw invalid('MaximumRecordAgeInSeconds must be -1 or at least 60');
  for (const { Pattern } of settings.FilterCriteria?.Filters ?? []) {
    if (!isObject(Pattern)) throw invalid('Invalid filter pattern definition.');
  }
}

/**
 * Lambda reads the source as the function's role, and tries it out at once.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#events-sqs-permissions
 * @throws WireError InvalidParameterValueException 400
 */
export function requireReadable(
  kind: SourceKind,
  sourceArn: string,
  target: { readonly name: string; readonly version: FunctionVersion },
  settings: EventSourceSettings,
  deps: LambdaDeps,
): void {
  const role = target.version.settings.Role;
  const lacks = (action: string): boolean => !deps.roleMay(role, `${kind}:${action}`);
  if (kind === 'sqs') {
    const missing = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].find(lacks);
    if (missing)
      throw invalid(`The function execution role does not have permissions to call ${missing} on SQS`);
  } else {
    const actions = ['GetRecords', 'GetShardIterator', 'DescribeStream', 'ListStreams'];
    // AWS's own managed policy for DynamoDB streams does not have ListShards.
    if ([...actions, ...(kind === 'kinesis' ? ['ListShards'] : [])].some(lacks)) {
      throw invalid(
        `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.`,
      );
    }
  }
  if (settings.DestinationConfig)
    requireDestinations(settings.DestinationConfig, { name: target.name, role }, 'stream', deps);
}

function isObject(text: string | undefined): boolean {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    // Not JSON: refused like JSON of another kind.
    return false;
  }
}
