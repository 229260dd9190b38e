/** Many requests at once: nothing is lost or done twice, delays overlap, and the log tells what each one was. */
import * as lambda from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { jsonCall } from './json-call.js';
import { startTestRegion, type TestRegion, type TestRegionOptions } from './test-region.js';

let region: TestRegion | undefined;
afterEach(async () => {
  await region?.close();
  region = undefined;
});

async function open(options: TestRegionOptions = {}) {
  region = await startTestRegion(options);
  const Role = await region.role('worker');
  const Code = { ImageUri: await region.push('app', 'v1') };
  const { lambda: client } = region;
  const create = (FunctionName: string) =>
    client.send(new lambda.CreateFunctionCommand({ FunctionName, Role, PackageType: 'Image', Code }));
  return { region, create, Code };
}

const succeeded = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'fulfilled').length;

describe('the region under load', () => {
  it('creates forty functions in parallel, each once', async () => {
    const { region, create } = await open();
    const names = Array.from({ length: 40 }, (_, index) => `f${index}`);
    await Promise.all(names.map(create));
    const created = region.requests().filter(({ operation }) => operation === 'CreateFunction');
    expect(created).toHaveLength(40);
    expect(new Set(created.map(({ status, mutating }) => `${status} ${mutating}`))).toEqual(
      new Set(['201 true']),
    );
    const { Functions = [] } = await region.lambda.send(new lambda.ListFunctionsCommand({ MaxItems: 50 }));
    expect(Functions.map(({ FunctionName }) => FunctionName).sort()).toEqual([...names].sort());
    expect(new Set(Functions.map(({ RevisionId }) => RevisionId)).size).toBe(40);
  });

  it('lets one of many creations, and one of many updates, of a function through', async () => {
    const { region, create, Code } = await open();
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => create('same')));
    expect(succeeded(results)).toBe(1);
    region.settle();
    const update = () =>
      region.lambda.send(new lambda.UpdateFunctionCodeCommand({ FunctionName: 'same', ...Code }));
    expect(succeeded(await Promise.allSettled(Array.from({ length: 12 }, update)))).toBe(1);
    const refused = region.requests().filter(({ status }) => status === 409);
    expect(refused).toHaveLength(22);
  });

  it('delays every answer, and delays them together', async () => {
    const latency = 60;
    const { region } = await open({ latency });
    const started = performance.now();
    await Promise.all(
      Array.from({ length: 30 }, () => region.lambda.send(new lambda.GetAccountSettingsCommand({}))),
    );
    const elapsed = performance.now() - started;
    const answers = region.requests().filter(({ operation }) => operation === 'GetAccountSettings');
    expect(answers).toHaveLength(30);
    for (const { milliseconds } of answers) expect(milliseconds).toBeGreaterThanOrEqual(latency - 2);
    // One after the other they would take 1800.
    expect(elapsed).toBeLessThan(30 * latency);
  });

  it('goes on with what was under way when it was stopped', async () => {
    const { region: first, create } = await open({ keepFolder: true });
    await first.attach('worker', 'AmazonSQSFullAccess');
    await create('f');
    first.settle();
    await first.lambda.send(new lambda.PublishVersionCommand({ FunctionName: 'f' }));
    const { UUID } = await first.lambda.send(
      new lambda.CreateEventSourceMappingCommand({
        FunctionName: 'f',
        EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q',
      }),
    );
    await first.lambda.send(
      new lambda.PutProvisionedConcurrencyConfigCommand({
        FunctionName: 'f',
        Qualifier: '1',
        ProvisionedConcurrentExecutions: 1,
      }),
    );
    await first.close();
    const second = await startTestRegion({ dataFolder: first.dataFolder, startAt: first.now() + 10 });
    region = second;
    const states = async () => {
      const mapping = await second.lambda.send(new lambda.GetEventSourceMappingCommand({ UUID }));
      const provisioned = await second.lambda.send(
        new lambda.GetProvisionedConcurrencyConfigCommand({ FunctionName: 'f', Qualifier: '1' }),
      );
      return [mapping.State, provisioned.Status];
    };
    expect(await states()).toEqual(['Creating', 'IN_PROGRESS']);
    second.settle();
    expect(await states()).toEqual(['Enabled', 'READY']);
    await second.lambda.send(new lambda.DeleteEventSourceMappingCommand({ UUID }));
    expect((await states())[0]).toBe('Deleting');
  });
});

/** Enough of every member to get a request on its way; what it says is refused, which is logged all the same. */
const anything = {
  FunctionName: 'f',
  UUID: 'u',
  Name: 'n',
  Qualifier: '1',
  StatementId: 's',
  EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q',
  Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
  Tags: { a: 'b' },
  TagKeys: ['a'],
  logGroupName: 'g',
  resourceArn: 'arn:aws:logs:us-east-1:000000000000:log-group:g',
  tags: { a: 'b' },
  tagKeys: ['a'],
};

/** Operations of the SDK that are outside the region's scope. */
const outside =
  /Layer|CodeSigning|CapacityProvider|Durable|Invoke(?!Config)|ScalingConfig|RuntimeManagement|ResourcePolicy/;

it('the log says of every operation whether it changes something', async () => {
  const started = await startTestRegion();
  region = started;
  const operations = Object.keys(lambda)
    .flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
    .filter((name) => !outside.test(name));
  expect(operations.length).toBeGreaterThanOrEqual(45);
  const commands = lambda as unknown as Record<string, new (input: object) => lambda.GetFunctionCommand>;
  for (const name of operations) {
    const Command = commands[`${name}Command`];
    if (Command) await started.lambda.send(new Command(anything)).catch(() => undefined);
  }
  for (const [target, names] of Object.entries({
    Logs_20140328: [
      ...[
        'CreateLogGroup',
        'DescribeLogGroups',
        'PutRetentionPolicy',
        'DeleteRetentionPolicy',
        'DeleteLogGroup',
      ],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ],
    AmazonSSM: ['GetParameter', 'GetParameters', 'PutParameter', 'DeleteParameter'],
    secretsmanager: ['CreateSecret', 'GetSecretValue', 'PutSecretValue', 'DeleteSecret'],
  })) {
    for (const name of names) await jsonCall(started.url, `${target}.${name}`, {});
    operations.push(...names);
  }
  const seen = started.requests();
  expect(seen.map(({ operation }) => operation)).toEqual(operations);
  for (const { operation, mutating } of seen)
    expect([operation, mutating]).toEqual([operation, !/^(?:Get|List|Describe)/.test(operation)]);
});
