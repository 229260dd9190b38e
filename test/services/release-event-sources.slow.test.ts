/** Event sources, provisioned concurrency and the like, released into a real region: what takes time and what is refused. */
import {
  CreateEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DesiredAttachments } from '../../src/domain/attachments/attachments.js';
import type { Digest } from '../../src/domain/digest.js';
import { parseAliasName, parseFunctionName } from '../../src/domain/function-name.js';
import { failureOf } from './failure-of.js';
import { type ReleaseWorld, startReleaseWorld } from './release-world.js';

const name = parseFunctionName('app');
const attachTo = parseAliasName('live');
const queue = 'arn:aws:sqs:us-east-1:000000000000:orders';
const stream = 'arn:aws:kinesis:us-east-1:000000000000:stream/clicks';
const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/users/stream/2026-01-01T00:00:00.000';

let world: ReleaseWorld;
let digest: Digest;
beforeEach(async () => {
  world = await startReleaseWorld();
  digest = await world.image();
});
afterEach(() => world.close());

const release = (attachments: DesiredAttachments, waitTimeout = 600_000) =>
  world.release(digest, { attachments, attachTo }, { waitTimeout });

async function mappings(functionName = 'app:live') {
  const command = new ListEventSourceMappingsCommand({ FunctionName: functionName });
  return (await world.region.lambda.send(command)).EventSourceMappings ?? [];
}

describe('event sources', () => {
  beforeEach(() =>
    world.region.attach('app', 'AmazonSQSFullAccess', 'AmazonKinesisFullAccess', 'AmazonDynamoDBFullAccess'),
  );

  const all: DesiredAttachments = {
    eventSources: [
      { arn: queue, batchSize: 5, filters: ['{"body":{"a":[1]}}'], maximumConcurrency: 2 },
      { arn: stream, startingPosition: 'LATEST', onFailure: queue, tumblingWindow: 30 },
      { arn: table, startingPosition: 'TRIM_HORIZON', enabled: false },
    ],
  };

  it('are connected to the alias, tagged as ours, and left alone the second time', async () => {
    await release(all);
    expect((await mappings()).map(({ EventSourceArn }) => EventSourceArn).sort()).toEqual(
      [queue, stream, table].sort(),
    );
    expect(await mappings('app')).toEqual([]);
    world.seen();
    expect((await release(all)).action).toBe('unchanged');
    expect(world.seen('mutating')).toEqual([]);
    expect((await mappings()).map(({ State }) => State).sort()).toEqual(['Disabled', 'Enabled', 'Enabled']);
    expect(world.told).toContain(`the mapping of ${queue} is Creating`);
  });

  it('are changed where they differ, once an earlier change of them has ended', async () => {
    await release(all);
    const theirs = (await mappings()).find(({ EventSourceArn }) => EventSourceArn === queue);
    await world.region.lambda.send(new UpdateEventSourceMappingCommand({ UUID: theirs?.UUID, BatchSize: 7 }));
    world.seen();
    await release({
      eventSources: [
        { arn: queue, batchSize: 5, filters: [], maximumConcurrency: false },
        { arn: stream, startingPosition: 'TRIM_HORIZON', onFailure: '' },
        { arn: table, startingPosition: 'LATEST', enabled: true },
      ],
    });
    const updates = world.seen('mutating').filter((operation) => operation.startsWith('Update'));
    // The first finds its mapping still being updated, and is sent again after a pause.
    expect(updates.length).toBeGreaterThan(3);
    const found = await world.deps.attachments.eventSources.list(name, attachTo);
    const of = (arn: string) => found.find((mapping) => mapping.arn === arn)?.setting;
    expect(of(queue)).toMatchObject({ enabled: true, batchSize: 5, filters: [] });
    expect(of(queue)).not.toHaveProperty('maximumConcurrency');
    expect(of(stream)).toMatchObject({ tumblingWindow: 30 });
    expect(of(stream)).not.toHaveProperty('onFailure');
    expect(of(table)).toMatchObject({ enabled: true });
  });

  it('are disconnected when the file drops them, those of others stay', async () => {
    await release(all);
    const theirs = 'arn:aws:sqs:us-east-1:000000000000:theirs';
    await world.region.lambda.send(
      new CreateEventSourceMappingCommand({ FunctionName: 'app:live', EventSourceArn: theirs }),
    );
    world.region.settle();
    world.seen();
    const released = await release({ eventSources: [{ arn: queue }] });
    expect(released.action).toBe('updated');
    expect(world.seen('mutating')).toEqual(['DeleteEventSourceMapping', 'DeleteEventSourceMapping']);
    world.region.settle();
    expect((await mappings()).map(({ EventSourceArn }) => EventSourceArn).sort()).toEqual(
      [queue, theirs].sort(),
    );
  });

  it('that are still leaving are waited for before they come back', async () => {
    await release({ eventSources: [{ arn: queue }] });
    world.region.settle();
    const [old] = await mappings();
    await release({ eventSources: [] });
    expect((await mappings()).map(({ State }) => State)).toEqual(['Deleting']);
    await release({ eventSources: [{ arn: queue }] });
    const found = await mappings();
    expect(found).toHaveLength(1);
    expect(found[0]?.UUID).not.toBe(old?.UUID);
    expect(world.told).toContain(`the old mapping of ${queue} is Deleting`);
  });

  it('of others are changed to what the file says, and still theirs', async () => {
    await release({});
    await world.region.lambda.send(
      new CreateEventSourceMappingCommand({ FunctionName: 'app:live', EventSourceArn: queue }),
    );
    world.region.settle();
    await release({ eventSources: [{ arn: queue, batchSize: 3 }] });
    world.region.settle();
    await release({ eventSources: [] });
    expect(await mappings()).toMatchObject([{ EventSourceArn: queue, BatchSize: 3, State: 'Enabled' }]);
  });
});

it('a queue that the role may not read is told with the policy that allows it', async () => {
  const error = await failureOf(release({ eventSources: [{ arn: queue }] }));
  expect(error.code).toBe('ROLE_UNUSABLE');
  expect(error.message).toContain('does not have permissions to call ReceiveMessage on SQS');
  expect(error.suggestions.join()).toContain('AWSLambdaSQSQueueExecutionRole');
  // What went before is done, told, and not repeated.
  expect(world.deps.effects.all()).toHaveLength(3);
});

describe('provisioned concurrency', () => {
  it('is waited for, left alone, changed and taken away', async () => {
    const released = await release({ provisionedConcurrency: 3 });
    expect(released.action).toBe('created');
    expect(world.told).toContain('provisioned concurrency IN_PROGRESS');
    const read = () => world.deps.attachments.concurrency.readProvisioned(name, attachTo);
    expect(await read()).toMatchObject({ requested: 3, status: 'READY' });
    world.seen();
    await release({ provisionedConcurrency: 3 });
    expect(world.seen('mutating')).toEqual([]);
    await release({ provisionedConcurrency: 4 });
    await release({ provisionedConcurrency: false });
    await release({ provisionedConcurrency: false });
    expect(world.seen('mutating')).toEqual([
      'PutProvisionedConcurrencyConfig',
      'DeleteProvisionedConcurrencyConfig',
    ]);
    expect(await read()).toBeUndefined();
  });

  it('that takes longer than the deadline ends with what to look at', async () => {
    await release({});
    const error = await failureOf(release({ provisionedConcurrency: 3 }, 500));
    expect(error.code).toBe('WAIT_TIMEOUT');
    expect(error.message).toBe(
      'Function app:live still waits: provisioned concurrency IN_PROGRESS. Lambda goes on with it.',
    );
    expect(world.deps.effects.all().at(-1)).toBe('asked for a provisioned concurrency of 3 for app:live');
  });

  it('and the reserved one are lowered in the order that Lambda takes', async () => {
    await release({ reservedConcurrency: 10, provisionedConcurrency: 10 });
    world.seen();
    await release({ reservedConcurrency: 5, provisionedConcurrency: 5 });
    expect(world.seen('mutating')).toEqual(['PutProvisionedConcurrencyConfig', 'PutFunctionConcurrency']);
    await release({ reservedConcurrency: 10, provisionedConcurrency: 10 });
    expect(world.seen('mutating')).toEqual(['PutFunctionConcurrency', 'PutProvisionedConcurrencyConfig']);
  });
});

it('asynchronous invocation keeps what the file does not mention', async () => {
  await world.region.attach('app', 'AmazonSQSFullAccess');
  const read = () => world.deps.attachments.asyncInvokes.get(name, attachTo);
  await release({ asyncInvoke: { maximumRetryAttempts: 0, onFailure: queue } });
  await release({ asyncInvoke: { maximumEventAge: 60 } });
  const expected = { maximumRetryAttempts: 0, maximumEventAge: 60, onSuccess: '', onFailure: queue };
  expect(await read()).toEqual(expected);
  expect(await world.deps.attachments.asyncInvokes.get(name, undefined)).toBeUndefined();
  world.seen();
  await release({ asyncInvoke: expected });
  expect(world.seen('mutating')).toEqual([]);
  await release({ asyncInvoke: { onFailure: '' } });
  expect(await read()).toEqual({ ...expected, onFailure: '' });
  await release({ asyncInvoke: false });
  await release({ asyncInvoke: false });
  expect(world.seen('mutating')).toEqual(['PutFunctionEventInvokeConfig', 'DeleteFunctionEventInvokeConfig']);
  expect(await read()).toBeUndefined();
});

it('the recursion setting is sent only where it differs', async () => {
  await release({ recursion: 'Terminate' });
  expect(world.seen('mutating')).not.toContain('PutFunctionRecursionConfig');
  await release({ recursion: 'Allow' });
  await release({ recursion: 'Allow' });
  await release({ recursion: 'Terminate' });
  expect(world.seen('mutating')).toEqual(['PutFunctionRecursionConfig', 'PutFunctionRecursionConfig']);
});
