/** Invoke: what is run, what is answered, what is refused. */
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchDeleteImageCommand } from '@aws-sdk/client-ecr';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Handler } from '../in-process-hosting.js';
import { startTestRegion } from '../test-region.js';
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

describe('refused is', () => {
  const invoke = (name: string, event?: unknown, more = {}) => refusalOf(scene.invoke(name, event, more));

  it('what is not there', async () => {
    expect(await invoke('nobody')).toMatchObject({
      status: 404,
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arn.replace('echo', 'nobody')}:$LATEST`,
    });
    expect((await invoke('echo', {}, { Qualifier: '7' })).message).toBe(`Function not found: ${arn}:7`);
  });

  it('an event that is no JSON, or no UTF-8', async () => {
    for (const bytes of [Buffer.from('{"a":'), Buffer.from([0x22, 0xff, 0x22])]) {
      const refusal = await invoke('echo', bytes);
      expect(refusal).toMatchObject({ status: 400, name: 'InvalidRequestContentException' });
      expect(refusal.message).toMatch(
        /^Could not parse request body into json: Could not parse payload into json: /,
      );
    }
  });

  it('an event that is too large, by how it is invoked', async () => {
    const most = 6 * 1024 * 1024;
    expect((await scene.invoke('plain', Buffer.from(JSON.stringify('x'.repeat(most - 2))))).status).toBe(200);
    expect(await invoke('plain', Buffer.alloc(most + 1, ' '))).toEqual({
      status: 413,
      name: 'RequestEntityTooLargeException',
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    });
    const tooMuch = Buffer.from(JSON.stringify('x'.repeat(1024 * 1024)));
    expect(await invoke('plain', tooMuch, { InvocationType: 'Event' })).toEqual({
      status: 413,
      name: 'RequestEntityTooLargeException',
      message: '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    });
  });

  it('a way of invoking that there is not', async () => {
    expect(await invoke('echo', {}, { InvocationType: 'Later' as 'Event' })).toMatchObject({
      status: 400,
      name: 'ValidationException',
    });
    expect(await invoke('echo', {}, { ClientContext: Buffer.from('{').toString('base64') })).toMatchObject({
      status: 400,
      name: 'InvalidRequestContentException',
    });
  });

  it('a function that is not Active yet', async () => {
    const Code = { ImageUri: await scene.region.push('app', 'pending') };
    const Role = await scene.region.role('other');
    await scene.region.lambda.send(
      new CreateFunctionCommand({ FunctionName: 'pending', Role, PackageType: 'Image', Code }),
    );
    expect(await invoke('pending')).toEqual({
      status: 409,
      name: 'ResourceConflictException',
      message:
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    });
  });

  it('a function whose image is gone', async () => {
    await scene.create('gone', 'echo', { Code: { ImageUri: await scene.region.push('gone', 'v1') } });
    expect((await scene.invoke('gone')).status).toBe(200);
    const images = { repositoryName: 'gone', imageIds: [{ imageTag: 'v1' }] };
    await scene.region.ecr.send(new BatchDeleteImageCommand(images));
    expect(await invoke('gone')).toEqual({
      status: 409,
      name: 'CodeArtifactUserFailedException',
      message: 'ERROR: Lambda cannot initialize the provided container image. Verify the image.',
    });
  });

  it('a Zip function, whose code is not kept', async () => {
    const Role = await scene.region.role('zipped');
    await scene.region.lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'zip',
        Role,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: Buffer.from('PK') },
      }),
    );
    scene.region.settle();
    expect((await invoke('zip')).message).toMatch(/zip is a Zip function/);
  });

  it('what this machine could not run, with the reason', async () => {
    await scene.create('broken', 'no-such-handler');
    expect(await invoke('broken')).toEqual({
      status: 500,
      name: 'ServiceException',
      message: 'This local region could not run broken. exec format error',
    });
  });

  it('everything, where nothing runs functions', async () => {
    const bare = await startTestRegion();
    const Role = await bare.role('worker');
    const Code = { ImageUri: await bare.push('app', 'v1') };
    const create = { FunctionName: 'bare', Role, PackageType: 'Image', Code } as const;
    await bare.lambda.send(new CreateFunctionCommand(create));
    bare.settle();
    expect(await refusalOf(bare.lambda.send(new InvokeCommand({ FunctionName: 'bare' })))).toEqual({
      status: 404,
      name: 'UnknownOperationException',
      message:
        'This local region was started without a container engine to run functions on, so they cannot be invoked in it.',
    });
    await bare.close();
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
