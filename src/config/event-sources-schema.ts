/** Schema of `eventSources:` — the queues and streams that Lambda polls for a function. */
import * as z from 'zod';
import {
  canonicalPattern,
  type SourceKind,
  sourceKindOf,
} from '../domain/attachments/event-source-setting.js';
import { list, oneOf, settings, text, wholeNumber, yesOrNo } from './allowed.js';

const pattern = z
  .union([z.string(), z.record(z.string(), z.unknown())], { error: 'a pattern, as settings or as JSON text' })
  .refine(isPattern, { error: 'a pattern, as settings or as JSON text' });

const arn = text('the ARN of an SQS queue, a Kinesis stream or a DynamoDB stream').refine(
  (value) => sourceKindOf(value) !== undefined,
  { error: 'the ARN of an SQS queue, a Kinesis stream or a DynamoDB stream' },
);

// https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
const eventSource = settings({
  arn: arn.describe('ARN of the queue or stream.'),
  enabled: yesOrNo().describe('Whether Lambda polls it.').exactOptional(),
  batchSize: wholeNumber('records', 1, 10_000).describe('Most records in one invocation.').exactOptional(),
  maximumBatchingWindow: wholeNumber('seconds', 0, 300)
    .describe('How long records are gathered for one invocation, in seconds.')
    .exactOptional(),
  filters: list(pattern, 'a list of at most 10 patterns', 10)
    .describe('Patterns of events to process, all others are left out; [] for all.')
    .exactOptional(),
  functionResponseTypes: list(oneOf('ReportBatchItemFailures'), 'a list with ReportBatchItemFailures', 1)
    .describe('Whether the function names the records that failed; [] for no.')
    .exactOptional(),
  kmsKeyArn: text('the ARN of a KMS key, or "" for none', {
    pattern: /^(?:arn:aws[a-zA-Z-]*:kms:[a-z0-9-]+:\d{12}:.+)?$/,
  })
    .describe('Key that encrypts the filters.')
    .exactOptional(),
  maximumConcurrency: z
    .union([wholeNumber('invocations', 2, 1000), z.literal(false)], {
      error: 'a whole number of invocations from 2 to 1000, or false for no limit',
    })
    .describe('Queues: most invocations at a time; false for no limit.')
    .exactOptional(),
  startingPosition: oneOf('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP')
    .describe('Streams, required: where to begin. Counts only when the source is connected.')
    .exactOptional(),
  startingPositionTimestamp: text('a time as 2026-01-31T12:00:00Z', {
    pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/,
  })
    .describe('Kinesis, with AT_TIMESTAMP: the time to begin at.')
    .exactOptional(),
  parallelizationFactor: wholeNumber('batches', 1, 10)
    .describe('Streams: batches of a shard at a time.')
    .exactOptional(),
  maximumRecordAge: wholeNumber('seconds', -1, 604_800)
    .describe('Streams: age from which records are given up, in seconds; -1 for never.')
    .exactOptional(),
  maximumRetryAttempts: wholeNumber('retries', -1, 10_000)
    .describe('Streams: retries before records are given up; -1 for no limit.')
    .exactOptional(),
  bisectBatchOnFunctionError: yesOrNo()
    .describe('Streams: whether a batch that failed is split in two.')
    .exactOptional(),
  tumblingWindow: wholeNumber('seconds', 0, 900)
    .describe('Streams: length of the processing window in seconds; 0 for none.')
    .exactOptional(),
  onFailure: text('the ARN of a queue, topic or bucket, or "" for none', {
    pattern: /^(?:arn:aws[a-zA-Z-]*:(?:sqs|sns|s3):.+)?$/,
  })
    .describe('Streams: where records that were given up are reported; "" for nowhere.')
    .exactOptional(),
});

type EventSource = z.output<typeof eventSource>;

const forQueues = ['maximumConcurrency'] as const;
const forStreams = [
  'startingPosition',
  'startingPositionTimestamp',
  'parallelizationFactor',
  'maximumRecordAge',
  'maximumRetryAttempts',
  'bisectBatchOnFunctionError',
  'tumblingWindow',
  'onFailure',
] as const;

export const eventSources = list(
  eventSource.superRefine((value, context) => {
    for (const [name, message] of misplaced(value))
      context.addIssue({ code: 'custom', path: [name], message });
  }),
  'a list of sources, each with its arn',
).superRefine((value, context) => {
  const arns = value.map((source) => source.arn);
  for (const [index, found] of arns.entries()) {
    if (arns.indexOf(found) === index) continue;
    context.addIssue({ code: 'custom', path: [index, 'arn'], message: 'each source once' });
  }
});

/** Settings that the kind of source does not have or lacks, and what is allowed instead. */
function misplaced(source: EventSource): [keyof EventSource, string][] {
  const kind = sourceKindOf(source.arn);
  if (kind === undefined) return [];
  const foreign = (kind === 'sqs' ? forStreams : forQueues)
    .filter((name) => source[name] !== undefined)
    .map((name): [keyof EventSource, string] => [name, `nothing, as it is for ${other(kind)} only`]);
  if (kind === 'sqs') return foreign;
  const { startingPosition: start, startingPositionTimestamp: time } = source;
  if (start === undefined) foreign.push(['startingPosition', 'TRIM_HORIZON or LATEST']);
  if (start === 'AT_TIMESTAMP' && kind === 'dynamodb')
    foreign.push(['startingPosition', 'TRIM_HORIZON or LATEST, as DynamoDB streams know no other']);
  if ((start === 'AT_TIMESTAMP') !== (time !== undefined))
    foreign.push(['startingPositionTimestamp', 'a time with startingPosition: AT_TIMESTAMP, else nothing']);
  return foreign;
}

function other(kind: SourceKind): string {
  return kind === 'sqs' ? 'streams' : 'queues';
}

function isPattern(value: unknown): boolean {
  try {
    return canonicalPattern(value).startsWith('{');
  } catch {
    return false;
  }
}
