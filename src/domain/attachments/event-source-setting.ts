/** One source that Lambda polls for a function: an SQS queue, a Kinesis stream or a DynamoDB stream. */

/** In the words of https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export interface EventSourceSetting {
  readonly arn: string;
  readonly enabled?: boolean;
  readonly batchSize?: number;
  /** Seconds. */
  readonly maximumBatchingWindow?: number;
  /** Patterns as canonical JSON texts; `[]` for none. */
  readonly filters?: readonly string[];
  readonly functionResponseTypes?: readonly 'ReportBatchItemFailures'[];
  /** Key that encrypts the filters, `''` for none. */
  readonly kmsKeyArn?: string;
  /** Queues: invocations at a time, `false` for no limit. */
  readonly maximumConcurrency?: number | false;
  /** Streams, and only when the mapping is made: Lambda never moves an existing one. */
  readonly startingPosition?: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  /** ISO 8601. */
  readonly startingPositionTimestamp?: string;
  readonly parallelizationFactor?: number;
  /** Seconds, -1 for as long as the stream keeps them. */
  readonly maximumRecordAge?: number;
  /** -1 for as long as the stream keeps them. */
  readonly maximumRetryAttempts?: number;
  readonly bisectBatchOnFunctionError?: boolean;
  /** Seconds, 0 for none. */
  readonly tumblingWindow?: number;
  /** ARN of a queue, topic or bucket for what could not be processed, `''` for none. */
  readonly onFailure?: string;
}

/** What can be changed later. */
export type EventSourceChange = Omit<
  EventSourceSetting,
  'arn' | 'startingPosition' | 'startingPositionTimestamp'
>;

export type SourceKind = 'sqs' | 'kinesis' | 'dynamodb';

/** Undefined for anything else that has an ARN. */
export function sourceKindOf(arn: string): SourceKind | undefined {
  if (/^arn:aws[a-zA-Z-]*:sqs:[a-z0-9-]+:\d{12}:[^:/]+$/.test(arn)) return 'sqs';
  if (/^arn:aws[a-zA-Z-]*:kinesis:[a-z0-9-]+:\d{12}:stream\/.+$/.test(arn)) return 'kinesis';
  if (/^arn:aws[a-zA-Z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[^/]+\/stream\/.+$/.test(arn)) return 'dynamodb';
  return undefined;
}

/** A pattern as text that equal patterns share. @throws SyntaxError when a text is not JSON */
export function canonicalPattern(pattern: unknown): string {
  return JSON.stringify(sorted(typeof pattern === 'string' ? JSON.parse(pattern) : pattern));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
