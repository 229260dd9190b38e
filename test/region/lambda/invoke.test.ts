/** Invoke: what is run, and what is answered. */
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteFunctionCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/errors/app-error.js';
import { eventually, type Handler } from '../in-process-hosting.js';
import { type InvocableRegion, startInvocableRegion } from './invocable-region.js';
import { refusalOf } from './refusal.js';

let draw = 0;
const held: (() => void)[] = [];
const handlers: Record<string, Handler> = {
  echo: (event, { hosted, event: { requestId, invokedFunctionArn, clientContext } }) => ({
    event,
    version: hosted.version,
    environment: hosted.environment,
    requestId,
    arn: invokedFunctionArn,
    ...(clientContext !== undefined && { client: JSON.parse(clientContext) }),
  }),
  fail: (_event, { print }) => {
    print('about to fail');
    throw new TypeError('not today');
  },
  plain: () => Buffer.from('no JSON'),
  hold: () => new Promise((resolve) => held.push(() => resolve('held'))),
};
const letGo = (): void => {
  for (const go of held.splice(0)) go();
};

let scene: InvocableRegion;
beforeAll(async () => {
  scene = await startInvocableRegion(handlers, { random: () => draw });
  await scene.create('echo', 'echo', { Environment: { Variables: { COLOUR: 'red' } } });
  await scene.create('fail', 'fail');
});
afterEach(() => {
  letGo();
  draw = 0;
});
afterAll(() => scene.region.close());

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:echo';

describe('a synchronous invocation', () => {
  it('gives what the function answered, under one request id', async () => {
    const command = new InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{"a":[1,2.50]}') });
    const answer = await scene.region.lambda.send(command);
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.LogResult).toBeUndefined();
    expect(JSON.parse(Buffer.from(answer.Payload ?? []).toString())).toEqual({
      event: { a: [1, 2.5] },
      version: '$LATEST',
      environment: { COLOUR: 'red' },
      requestId: answer.$metadata.requestId,
      arn,
    });
  });

  it('takes an empty payload as an empty object, and a client context', async () => {
    const ClientContext = Buffer.from('{"custom":{"a":"b"}}').toString('base64');
    const { payload } = await scene.invoke('echo', new Uint8Array(), { ClientContext });
    expect(JSON.parse(payload)).toMatchObject({ event: {}, client: { custom: { a: 'b' } } });
  });

  it('tells the error of a function by a header, and the end of its log when asked', async () => {
    const failed = await scene.invoke('fail', {}, { LogType: 'Tail' });
    expect(failed).toMatchObject({ status: 200, error: 'Unhandled' });
    expect(JSON.parse(failed.payload)).toEqual({ errorType: 'TypeError', errorMessage: 'not today' });
    expect(failed.log).toMatch(
      /^START RequestId: \S+ Version: \$LATEST\nabout to fail\nEND RequestId: \S+\n$/,
    );
  });

  it('passes on what is no JSON', async () => {
    await scene.create('plain', 'plain');
    expect((await scene.invoke('plain')).payload).toBe('no JSON');
  });

  it('is written to the log group of the function', async () => {
    const { url, settings } = scene.region;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const logs = new CloudWatchLogsClient({ endpoint: url, region: settings.region, credentials });
    await scene.invoke('fail');
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/fail' }));
    expect(events?.map(({ message }) => message)).toContain('about to fail\n');
    logs.destroy();
  });
});

describe('the version that runs', () => {
  it('is the one that number or alias name, or the latest', async () => {
    await scene.create('many', 'echo');
    expect(await scene.release('many')).toBe('1');
    expect(await scene.release('many')).toBe('2');
    await scene.alias('many', 'live', '1', { 2: 0.25 });
    expect(await scene.invoke('many')).toMatchObject({ version: '$LATEST' });
    expect(await scene.invoke('many', {}, { Qualifier: '2' })).toMatchObject({ version: '2' });
    expect(await scene.invoke('many:1')).toMatchObject({ version: '1' });
    draw = 0.249;
    expect(await scene.invoke('many', {}, { Qualifier: 'live' })).toMatchObject({ version: '2' });
    draw = 0.25;
    const through = await scene.invoke('many', {}, { Qualifier: 'live' });
    expect(through.version).toBe('1');
    expect(JSON.parse(through.payload).arn).toBe(`${arn.replace('echo', 'many')}:live`);
  });

  it('keeps its host from event to event, and gets another after an update', async () => {
    await scene.create('kept', 'echo');
    const hosts = () => scene.hosting.hosted.filter(({ name }) => name === 'kept');
    await scene.invoke('kept');
    await scene.invoke('kept');
    expect(hosts()).toHaveLength(1);
    const Environment = { Variables: { COLOUR: 'blue' } };
    await scene.region.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'kept', Environment }),
    );
    // The former configuration serves until the update has ended.
    expect(JSON.parse((await scene.invoke('kept')).payload).environment).toEqual({});
    scene.region.settle();
    expect(JSON.parse((await scene.invoke('kept')).payload).environment).toEqual({ COLOUR: 'blue' });
    expect(hosts()).toHaveLength(2);
    await eventually(() => expect(scene.hosting.closed).toContain(hosts()[0]));
    await scene.region.lambda.send(new DeleteFunctionCommand({ FunctionName: 'kept' }));
    await scene.invoke('echo');
    await eventually(() => expect(scene.hosting.closed).toContain(hosts()[1]));
  });

  it('is hosted with its settings', async () => {
    await scene.create('sized', 'echo', {
      MemorySize: 512,
      Timeout: 7,
      EphemeralStorage: { Size: 1024 },
      LoggingConfig: { LogGroup: '/my/group' },
      ImageConfig: { Command: ['echo', 'more'], EntryPoint: ['/bin/x'], WorkingDirectory: '/srv' },
    });
    await scene.invoke('sized');
    expect(scene.hosting.hosted.at(-1)).toMatchObject({
      name: 'sized',
      version: '$LATEST',
      account: '000000000000',
      region: 'us-east-1',
      architecture: 'x86_64',
      memorySize: 512,
      timeout: 7,
      ephemeralStorage: 1024,
      logGroup: '/my/group',
      imageConfig: { command: ['echo', 'more'], entryPoint: ['/bin/x'], workingDirectory: '/srv' },
      concurrency: 10,
      overflow: 'wait',
    });
  });
});

describe('a dry run', () => {
  it('only says that it could be done', async () => {
    const before = scene.hosting.hosted.length;
    await scene.create('dry', 'echo');
    expect(await scene.invoke('dry', {}, { InvocationType: 'DryRun' })).toMatchObject({ status: 204 });
    expect(scene.hosting.hosted).toHaveLength(before);
  });
});

describe('reserved concurrency', () => {
  const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) =>
    scene.region.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
    );

  it('refuses what is beyond it, and takes the next once one has ended', async () => {
    await scene.create('narrow', 'hold');
    await reserve('narrow', 1);
    const first = scene.invoke('narrow');
    await eventually(() => expect(held).toHaveLength(1));
    expect(await refusalOf(scene.invoke('narrow'))).toEqual({
      status: 429,
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
    });
    letGo();
    expect((await first).payload).toBe('"held"');
    const next = scene.invoke('narrow');
    await eventually(() => expect(held).toHaveLength(1));
    letGo();
    expect((await next).payload).toBe('"held"');
  });

  it('of 0 switches the function off', async () => {
    await scene.create('off', 'echo');
    await reserve('off', 0);
    const refusal = await scene.region.lambda
      .send(new InvokeCommand({ FunctionName: 'off' }))
      .catch((e) => e);
    expect(refusal).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
  });
});

it('counts what was invoked, failed and refused', async () => {
  await scene.create('counted', 'fail');
  await scene.release('counted');
  await scene.alias('counted', 'live', '1');
  for (const Qualifier of ['live', 'live', '1']) await scene.invoke('counted', {}, { Qualifier });
  const { url, settings } = scene.region;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const watch = new CloudWatchClient({ endpoint: url, region: settings.region, credentials });
  const sum = async (MetricName: string, dimensions: Record<string, string>) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const MetricStat = {
      Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions },
      Period: 60,
      Stat: 'Sum',
    };
    const EndTime = new Date(scene.region.now() + 60_000);
    const StartTime = new Date(EndTime.getTime() - 3_600_000);
    const MetricDataQueries = [{ Id: 'a', MetricStat }];
    const answer = await watch.send(new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries }));
    return answer.MetricDataResults?.[0]?.Values?.reduce((total, value) => total + value, 0);
  };
  const FunctionName = 'counted';
  expect(await sum('Invocations', { FunctionName })).toBe(3);
  expect(await sum('Errors', { FunctionName, Resource: 'counted:1' })).toBe(1);
  expect(await sum('Errors', { FunctionName, Resource: 'counted:live', ExecutedVersion: '1' })).toBe(2);
  expect(await sum('Duration', { FunctionName })).toBe(37.5);
  expect(await sum('Throttles', { FunctionName: 'off' })).toBe(1);
  watch.destroy();
});

it('neither loses nor mixes fifty events at once', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => scene.invoke('echo', { n })));
  expect(answers.map(({ payload }) => JSON.parse(payload).event.n)).toEqual(
    Array.from({ length: 50 }, (_, n) => n),
  );
});

it('asks for nothing to run functions on until one is invoked, and breaks off what runs when it closes', async () => {
  const other = await startInvocableRegion(handlers);
  await other.create('late', 'hold');
  expect(other.hosting.asked()).toBe(0);
  const broken = refusalOf(other.invoke('late'));
  await eventually(() => expect(held).toHaveLength(1));
  expect(other.hosting.asked()).toBe(1);
  await other.region.close();
  expect((await broken).status).toBeUndefined();
  expect(other.hosting.closed.map(({ name }) => name)).toEqual(['late']);
});

it('gets the image again where it has vanished from the engine', async () => {
  let vanished = 2;
  const other = await startInvocableRegion({
    echo: () => {
      if (vanished-- > 0) throw new AppError({ code: 'IMAGE_NOT_FOUND', message: 'no such image' });
      return 'well';
    },
  });
  await other.create('echo', 'echo');
  expect((await other.invoke('echo')).payload).toBe('"well"');
  expect(other.hosting.hosted).toHaveLength(3);
  vanished = 9;
  expect(await refusalOf(other.invoke('echo'))).toMatchObject({ status: 400, name: 'LocalRegionException' });
  await other.region.close();
});
