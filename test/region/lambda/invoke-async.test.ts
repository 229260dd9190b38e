/** Asynchronous invocations: accepted at once, retried, recorded, and kept across a restart. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseLogStreamName } from '../../../src/domain/logs/log-stream-name.js';
import type { Delivery } from '../../../src/region/lambda/invocation/delivery-log.js';
import { createInProcessHosting, eventually, type Handler } from '../in-process-hosting.js';
import { startTestRegion, type TestRegionOptions } from '../test-region.js';
import { type InvocableRegion, startInvocableRegion } from './invocable-region.js';

interface Seen {
  readonly name: string;
  readonly event: unknown;
  readonly requestId: string | undefined;
}

const seen: Seen[] = [];
const note: Handler = (event, { hosted: { name }, event: { requestId } }) => {
  seen.push({ name, event, requestId });
};
const held: (() => void)[] = [];
const handlers: Record<string, Handler> = {
  note,
  fail: (...given) => {
    note(...given);
    throw new TypeError('not today');
  },
  recover: (...given) => {
    note(...given);
    if (seen.length < 2) throw new Error('not yet');
    return 'well';
  },
  hold: async (...given) => {
    note(...given);
    await new Promise<void>((resolve) => held.push(resolve));
  },
};

const queue = 'arn:aws:sqs:us-east-1:000000000000:letters';
let scene: InvocableRegion;
beforeAll(async () => {
  scene = await startInvocableRegion(handlers, { retryDelay: 5 });
  await scene.region.attach('worker', 'AmazonSQSFullAccess', 'AWSLambdaRole');
  await scene.create('failing', 'fail');
  await scene.create('noting', 'note');
});
beforeEach(async () => {
  seen.length = 0;
  await fetch(`${scene.region.url}/_lading/destinations`, { method: 'DELETE' });
});
afterAll(() => scene.region.close());

const send = (FunctionName: string, event: unknown = {}, Qualifier?: string) =>
  scene.region.lambda.send(
    new InvokeCommand({
      FunctionName,
      Payload: Buffer.from(JSON.stringify(event)),
      InvocationType: 'Event',
      ...(Qualifier !== undefined && { Qualifier }),
    }),
  );
const configure = (FunctionName: string, settings: object) =>
  scene.region.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...settings }));
const deliveries = async () =>
  ((await (await fetch(`${scene.region.url}/_lading/destinations`)).json()) as { deliveries: Delivery[] })
    .deliveries;
/** The deliveries, once there are so many. */
const delivered = (count: number) =>
  eventually(async () => {
    const all = await deliveries();
    expect(all).toHaveLength(count);
    return all;
  });

it('is accepted with 202 and no payload, and runs', async () => {
  const answer = await send('noting', { a: 1 });
  expect(answer.StatusCode).toBe(202);
  expect(answer.ExecutedVersion).toBeUndefined();
  expect(Buffer.from(answer.Payload ?? []).toString()).toBe('');
  await eventually(() =>
    expect(seen).toEqual([{ name: 'noting', event: { a: 1 }, requestId: answer.$metadata.requestId }]),
  );
});

describe('a failing function', () => {
  const OnFailure = { Destination: queue };

  it('is run three times with the same request id, then recorded', async () => {
    await configure('failing', { DestinationConfig: { OnFailure } });
    const { $metadata } = await send('failing', { order: 7 });
    const [delivery] = await delivered(1);
    expect(seen.map(({ requestId }) => requestId)).toEqual(
      Array.from({ length: 3 }, () => $metadata.requestId),
    );
    expect(delivery).toMatchObject({ functionName: 'failing', kind: 'OnFailure', target: queue });
    expect(delivery?.body).toEqual({
      version: '1.0',
      timestamp: new Date(scene.region.now()).toISOString(),
      requestContext: {
        requestId: $metadata.requestId,
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:failing:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { order: 7 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'not today' },
    });
  });

  it('is run as often as its configuration says', async () => {
    await configure('failing', { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure } });
    await send('failing');
    const [delivery] = await delivered(1);
    expect(seen).toHaveLength(1);
    expect(delivery?.body).toMatchObject({ requestContext: { approximateInvokeCount: 1 } });
  });

  it('may recover', async () => {
    await scene.create('recovering', 'recover');
    await configure('recovering', { DestinationConfig: { OnSuccess: { Destination: queue } } });
    await send('recovering');
    const [delivery] = await delivered(1);
    expect(delivery).toMatchObject({
      kind: 'OnSuccess',
      body: { requestContext: { condition: 'Success', approximateInvokeCount: 2 }, responsePayload: 'well' },
    });
    expect(delivery?.body).not.toHaveProperty('responseContext.functionError');
  });

  it('says in its log what went where, in a group that others share too', async () => {
    await scene.create('telling', 'fail', { LoggingConfig: { LogGroup: '/shared/letters' } });
    await configure('telling', { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure } });
    await send('telling', { order: 8 });
    await delivered(1);
    const { url, settings } = scene.region;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const logs = new CloudWatchLogsClient({ endpoint: url, region: settings.region, credentials });
    const { events } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: '/shared/letters', filterPattern: '{ $.OnFailure = * }' }),
    );
    logs.destroy();
    expect(events).toHaveLength(1);
    const [{ logStreamName = '', message = '' } = {}] = events ?? [];
    expect(parseLogStreamName(logStreamName)).toEqual({ functionName: 'telling', version: '$LATEST' });
    expect(JSON.parse(message)).toMatchObject({ OnFailure: queue, body: { requestPayload: { order: 8 } } });
  });

  it('leaves its event in the dead letter queue', async () => {
    await scene.create('lettered', 'fail');
    const DeadLetterConfig = { TargetArn: queue };
    await scene.region.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'lettered', DeadLetterConfig }),
    );
    scene.region.settle();
    await configure('lettered', { MaximumRetryAttempts: 0 });
    const { $metadata } = await send('lettered', { a: 'b' });
    expect(await delivered(1)).toMatchObject([
      {
        kind: 'DeadLetterQueue',
        target: queue,
        body: { a: 'b' },
        attributes: { RequestID: $metadata.requestId, ErrorCode: '200', ErrorMessage: 'not today' },
      },
    ]);
  });
});

it('ends when the event has become too old', async () => {
  const slow = await startInvocableRegion(handlers, { retryDelay: 61_000 });
  await slow.region.attach('worker', 'AmazonSQSFullAccess');
  await slow.create('aging', 'fail');
  const settings = { MaximumEventAgeInSeconds: 60, DestinationConfig: { OnFailure: { Destination: queue } } };
  await slow.region.lambda.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName: 'aging', ...settings }),
  );
  await slow.invoke('aging', {}, { InvocationType: 'Event' });
  await eventually(async () => {
    const { deliveries: all } = (await (await fetch(`${slow.region.url}/_lading/destinations`)).json()) as {
      deliveries: Delivery[];
    };
    expect(all[0]?.body).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
    });
  });
  await slow.region.close();
});

it('goes to the settings of the alias that was named', async () => {
  await scene.create('aliased', 'note');
  await scene.release('aliased');
  await scene.alias('aliased', 'live', '1');
  await configure('aliased', { Qualifier: 'live', DestinationConfig: { OnSuccess: { Destination: queue } } });
  await send('aliased');
  await send('aliased', {}, 'live');
  const [delivery] = await delivered(1);
  expect(delivery?.body).toMatchObject({
    requestContext: { functionArn: expect.stringMatching(/:aliased:live$/) },
    responseContext: { executedVersion: '1' },
  });
});

it('invokes the function that is its destination', async () => {
  await scene.create('source', 'fail');
  const Destination = 'arn:aws:lambda:us-east-1:000000000000:function:noting';
  await configure('source', { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination } } });
  await send('source', { deep: true });
  await eventually(() =>
    expect(seen.find(({ name }) => name === 'noting')?.event).toMatchObject({
      requestPayload: { deep: true },
    }),
  );
});

describe('reserved concurrency', () => {
  const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) =>
    scene.region.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
    );

  it('of 0 fails events at once', async () => {
    await scene.create('off', 'note');
    await reserve('off', 0);
    await configure('off', { DestinationConfig: { OnFailure: { Destination: queue } } });
    await send('off');
    const [delivery] = await delivered(1);
    expect(seen).toEqual([]);
    expect(delivery?.body).toMatchObject({
      requestContext: { condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 },
    });
    expect(delivery?.body).not.toHaveProperty('responseContext');
  });

  it('makes events wait for their turn', async () => {
    await scene.create('narrow', 'hold');
    await reserve('narrow', 1);
    for (const n of [1, 2, 3]) await send('narrow', n);
    for (const n of [1, 2, 3]) {
      await eventually(() => expect(held).toHaveLength(1));
      expect(seen.map(({ event }) => event)).toEqual(Array.from({ length: n }, (_, index) => index + 1));
      held.pop()?.();
    }
  });
});

it('is kept when the region closes before the event has run, and taken up by the next', async () => {
  const first = await startInvocableRegion(handlers, { keepFolder: true, retryDelay: 3_600_000 });
  await first.create('kept', 'fail');
  await first.invoke('kept', { keep: 'me' }, { InvocationType: 'Event' });
  await eventually(() => expect(seen).toHaveLength(1));
  const { dataFolder } = first.region;
  await first.region.close();

  // Whoever only looks into the folder runs nothing.
  const looking = await reopened(dataFolder, { background: false, keepFolder: true });
  await looking.close();
  expect(seen).toHaveLength(1);

  const second = await reopened(dataFolder, { startAt: Date.now() + 3_600_000, retryDelay: 3_600_000 });
  await eventually(() => expect(seen).toHaveLength(2));
  expect(seen[1]).toEqual(seen[0]);
  await second.close();
});

async function reopened(dataFolder: string, options: TestRegionOptions) {
  const hosting = createInProcessHosting(handlers);
  return startTestRegion({ dataFolder, hosting: hosting.hosting, engine: hosting.engine, ...options });
}
