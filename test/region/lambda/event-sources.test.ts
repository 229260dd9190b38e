/** Event source mappings: shapes by kind, states in time, conflicts, refusals, tags, pages. */
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { refusalOf } from './refusal.js';

const FunctionName = 'reader';
const arns = {
  sqs: 'arn:aws:sqs:us-east-1:000000000000:work',
  fifo: 'arn:aws:sqs:us-east-1:000000000000:work.fifo',
  kinesis: 'arn:aws:kinesis:us-east-1:000000000000:stream/events',
  dynamodb: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-01T00:00:00.000',
};

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
  const Role = await region.role('worker');
  await region.attach('worker', 'AmazonSQSFullAccess', 'AmazonKinesisFullAccess', 'AmazonDynamoDBFullAccess');
  const Code = { ImageUri: await region.push('app', 'v1') };
  const poor = await region.role('poor');
  for (const [name, role] of [
    [FunctionName, Role],
    ['poor', poor],
  ])
    await region.lambda.send(
      new CreateFunctionCommand({ FunctionName: name, Role: role, PackageType: 'Image', Code }),
    );
  region.settle();
});
afterAll(() => region.close());

const create = (EventSourceArn: string, more: Partial<CreateEventSourceMappingCommandInput> = {}) =>
  region.lambda.send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn, ...more }));
const get = (UUID = '') => region.lambda.send(new GetEventSourceMappingCommand({ UUID }));
const update = (UUID = '', change: Partial<UpdateEventSourceMappingCommandInput> = {}) =>
  region.lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...change }));
const remove = (UUID = '') => region.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
const list = (more: object) => region.lambda.send(new ListEventSourceMappingsCommand(more));
async function removed(UUID = ''): Promise<void> {
  region.settle();
  await remove(UUID);
  region.settle();
}
const stateOf = async (UUID = '') => (await get(UUID)).State;

describe('the states of a mapping', () => {
  it('go from Creating to Enabled, through every change, to nothing', async () => {
    const { UUID, State } = await create(arns.sqs);
    expect(State).toBe('Creating');
    expect(await stateOf(UUID)).toBe('Creating');
    const inUse = { status: 400, name: 'ResourceInUseException' };
    expect(await refusalOf(update(UUID, { BatchSize: 5 }))).toEqual({
      ...inUse,
      message: 'Cannot update the event source mapping because it is in use.',
    });
    expect(await refusalOf(remove(UUID))).toEqual({
      ...inUse,
      message: 'Cannot delete the event source mapping because it is in use.',
    });
    region.settle();
    expect(await stateOf(UUID)).toBe('Enabled');
    for (const [change, during, after] of [
      [{ BatchSize: 5 }, 'Updating', 'Enabled'],
      [{ Enabled: false }, 'Disabling', 'Disabled'],
      [{ BatchSize: 6 }, 'Updating', 'Disabled'],
      [{ Enabled: true }, 'Enabling', 'Enabled'],
    ] as const) {
      expect((await update(UUID, change)).State).toBe(during);
      expect(await stateOf(UUID)).toBe(during);
      region.settle();
      expect(await stateOf(UUID)).toBe(after);
    }
    expect((await get(UUID)).BatchSize).toBe(6);
    expect((await remove(UUID)).State).toBe('Deleting');
    expect(await stateOf(UUID)).toBe('Deleting');
    expect((await refusalOf(remove(UUID))).name).toBe('ResourceInUseException');
    region.settle();
    for (const call of [get(UUID), remove(UUID), update(UUID)])
      expect(await refusalOf(call)).toEqual({
        status: 404,
        name: 'ResourceNotFoundException',
        message: 'The resource you requested does not exist.',
      });
  });

  it('end as Disabled where it was asked for', async () => {
    const { UUID, State } = await create(arns.sqs, { Enabled: false });
    expect(State).toBe('Creating');
    region.settle();
    expect(await stateOf(UUID)).toBe('Disabled');
    await removed(UUID);
  });
});

describe('the settings of a mapping', () => {
  it('have the defaults of a stream, as recorded', async () => {
    const { $metadata, UUID, LastModified, ...answer } = await create(arns.kinesis, {
      StartingPosition: 'LATEST',
    });
    expect($metadata.httpStatusCode).toBe(202);
    expect(LastModified?.getTime()).toBe(region.now());
    expect(answer).toEqual({
      BatchSize: 100,
      BisectBatchOnFunctionError: false,
      DestinationConfig: { OnFailure: {} },
      EventSourceArn: arns.kinesis,
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${UUID}`,
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:reader',
      FunctionResponseTypes: [],
      LastProcessingResult: 'No records processed',
      MaximumBatchingWindowInSeconds: 0,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      ParallelizationFactor: 1,
      StartingPosition: 'LATEST',
      State: 'Creating',
      StateTransitionReason: 'User action',
      TumblingWindowInSeconds: 0,
    });
    await removed(UUID);
  });

  it('come back as given, stay when not named and go by their empty values', async () => {
    const FilterCriteria = { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] };
    const given = {
      FilterCriteria,
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 5,
      ScalingConfig: { MaximumConcurrency: 7 },
      FunctionResponseTypes: ['ReportBatchItemFailures' as const],
      KMSKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/0123',
    };
    const { UUID } = await create(arns.sqs, given);
    expect(await get(UUID)).toMatchObject(given);
    region.settle();
    await update(UUID, { BatchSize: 50 });
    expect(await get(UUID)).toMatchObject({ ...given, BatchSize: 50 });
    region.settle();
    await update(UUID, {
      FilterCriteria: {},
      ScalingConfig: {},
      FunctionResponseTypes: [],
      KMSKeyArn: '',
    });
    const emptied = await get(UUID);
    expect(emptied.FunctionResponseTypes).toEqual([]);
    for (const key of ['FilterCriteria', 'ScalingConfig', 'KMSKeyArn'])
      expect(emptied).not.toHaveProperty(key);
    await removed(UUID);
  });

  it('of streams take a destination for what failed', async () => {
    const OnFailure = { Destination: arns.sqs };
    const { UUID } = await create(arns.dynamodb, {
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure },
      MaximumRetryAttempts: 3,
    });
    region.settle();
    expect(await get(UUID)).toMatchObject({ DestinationConfig: { OnFailure }, MaximumRetryAttempts: 3 });
    await update(UUID, { DestinationConfig: { OnFailure: {} } });
    expect((await get(UUID)).DestinationConfig).toEqual({ OnFailure: {} });
    await removed(UUID);
  });
});

describe('a mapping is unique for its source and function', () => {
  it('and says which one is there', async () => {
    const queue = await create(arns.sqs);
    const stream = await create(arns.kinesis, { StartingPosition: 'LATEST' });
    expect(await refusalOf(create(arns.sqs))).toEqual({
      status: 409,
      name: 'ResourceConflictException',
      message: `An event source mapping with SQS arn (" ${arns.sqs} ") and function (" reader ") already exists. Please update or delete the existing mapping with UUID ${queue.UUID}`,
    });
    expect((await refusalOf(create(arns.kinesis, { StartingPosition: 'LATEST' }))).message).toBe(
      `The event source arn (" ${arns.kinesis} ") and function (" reader ") provided mapping already exists. Please update or delete the existing mapping with UUID ${stream.UUID}`,
    );
    const qualified = await create(arns.sqs, { FunctionName: 'reader:$LATEST' });
    const uuids = async (name: string) =>
      (await list({ FunctionName: name })).EventSourceMappings?.map(({ UUID }) => UUID);
    expect(await uuids('reader')).toEqual([queue.UUID, stream.UUID]);
    expect(await uuids('reader:$LATEST')).toEqual([qualified.UUID]);
    expect(await uuids('nobody')).toEqual([]);
    expect((await list({ EventSourceArn: arns.sqs })).EventSourceMappings).toHaveLength(2);
    const first = await list({ MaxItems: 2 });
    expect(first.EventSourceMappings).toHaveLength(2);
    const rest = await list({ MaxItems: 2, Marker: first.NextMarker });
    expect(rest.EventSourceMappings?.map(({ UUID }) => UUID)).toEqual([qualified.UUID]);
    expect(rest.NextMarker).toBeUndefined();
    for (const { UUID } of [queue, stream, qualified]) await removed(UUID);
  });
});

describe('a mapping is refused', () => {
  const latest = { StartingPosition: 'LATEST' } as const;
  it.each<[string, string, Partial<CreateEventSourceMappingCommandInput>]>([
    ['Function does not exist', arns.sqs, { FunctionName: 'nobody' }],
    ['Function does not exist', arns.sqs, { FunctionName: 'reader:7' }],
    ['Function does not exist', arns.sqs, { FunctionName: 'reader:live' }],
    [
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
      arns.kinesis,
      {},
    ],
    ['StartingPosition is not valid for SQS event sources.', arns.sqs, latest],
    [
      'Timestamp only valid with StartingPosition AT_TIMESTAMP',
      arns.kinesis,
      { ...latest, StartingPositionTimestamp: new Date(0) },
    ],
    [
      `Unsupported starting position for arn type: ${arns.dynamodb}`,
      arns.dynamodb,
      { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: new Date(0) },
    ],
    [
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
      arns.sqs,
      { BatchSize: 11 },
    ],
    ['Batching window is not supported for FIFO queues', arns.fifo, { MaximumBatchingWindowInSeconds: 1 }],
    ['Invalid filter pattern definition.', arns.sqs, { FilterCriteria: { Filters: [{ Pattern: '[1]' }] } }],
    ['ParallelizationFactor is not valid for SQS event sources.', arns.sqs, { ParallelizationFactor: 2 }],
    [
      'ScalingConfig is not valid for Kinesis event sources.',
      arns.kinesis,
      { ...latest, ScalingConfig: { MaximumConcurrency: 2 } },
    ],
    [
      'The function execution role does not have permissions to call ReceiveMessage on SQS',
      arns.sqs,
      { FunctionName: 'poor' },
    ],
    [
      `Cannot access stream ${arns.kinesis}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.`,
      arns.kinesis,
      { ...latest, FunctionName: 'poor' },
    ],
    ['aws: prefixed tag key names are not allowed for external use.', arns.sqs, { Tags: { 'aws:x': '1' } }],
  ])('%s', async (message, arn, more) => {
    expect(await refusalOf(create(arn, more))).toEqual({
      status: 400,
      name: 'InvalidParameterValueException',
      message,
    });
    expect((await list({})).EventSourceMappings).toEqual([]);
  });

  it('in the words of the model', async () => {
    const wrong = { ...latest, StartingPosition: '0' } as never;
    expect(await refusalOf(create(arns.kinesis, wrong))).toEqual({
      status: 400,
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '0' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]",
    });
    expect((await refusalOf(create(arns.sqs, { BatchSize: 10_001 }))).message).toBe(
      "1 validation error detected: Value '10001' at 'batchSize' failed to satisfy constraint: Member must have value less than or equal to 10000",
    );
  });
});

it('has tags of its own', async () => {
  const { UUID, EventSourceMappingArn: Resource = '' } = await create(arns.sqs, { Tags: { a: '1' } });
  const tags = async () => (await region.lambda.send(new ListTagsCommand({ Resource }))).Tags;
  expect(await tags()).toEqual({ a: '1' });
  await region.lambda.send(new TagResourceCommand({ Resource, Tags: { b: '2' } }));
  await region.lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['a'] }));
  expect(await tags()).toEqual({ b: '2' });
  await removed(UUID);
  expect((await refusalOf(tags())).status).toBe(404);
});
