/** Asynchronous invocation settings, provisioned concurrency, recursion: by qualifier, in time, and what is refused. */
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionEventInvokeConfigCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAccountSettingsCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { refusalOf } from './refusal.js';

const FunctionName = 'owner';
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:owner';
const queue = 'arn:aws:sqs:us-east-1:000000000000:failed';
let region: TestRegion;

/** `owner` with versions 1 and 2, and alias live on 1; the role may write to queues only. */
beforeAll(async () => {
  region = await startTestRegion();
  const Role = await region.role('worker');
  await region.attach('worker', 'AmazonSQSFullAccess');
  const Code = { ImageUri: await region.push('app', 'v1') };
  await region.lambda.send(new CreateFunctionCommand({ FunctionName, Role, PackageType: 'Image', Code }));
  region.settle();
  await region.lambda.send(new PublishVersionCommand({ FunctionName }));
  await region.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 }));
  region.settle();
  await region.lambda.send(new PublishVersionCommand({ FunctionName }));
  await region.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
});
afterAll(() => region.close());

describe('asynchronous invocation settings', () => {
  const put = (more: object) =>
    region.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...more }));
  const update = (more: object) =>
    region.lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, ...more }));
  const get = (more: object = {}) =>
    region.lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, ...more }));
  const remove = (more: object = {}) =>
    region.lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName, ...more }));
  const missing = (suffix: string) => ({
    status: 404,
    name: 'ResourceNotFoundException',
    message: `The function ${arn}:${suffix} doesn't have an EventInvokeConfig`,
  });

  it('are put as a whole, updated in parts, listed, deleted', async () => {
    expect(await refusalOf(get())).toEqual(missing('$LATEST'));
    expect(await refusalOf(update({ MaximumRetryAttempts: 1 }))).toEqual(missing('$LATEST'));
    const { $metadata, LastModified, ...first } = await put({ MaximumRetryAttempts: 1 });
    expect(LastModified?.getTime()).toBe(region.now());
    expect(first).toEqual({
      FunctionArn: `${arn}:$LATEST`,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnSuccess: {}, OnFailure: {} },
    });
    await update({ MaximumEventAgeInSeconds: 60, DestinationConfig: { OnFailure: { Destination: queue } } });
    const changed = {
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: queue } },
    };
    expect(await get()).toMatchObject(changed);
    await put({ Qualifier: 'live', MaximumEventAgeInSeconds: 120 });
    const listing = new ListFunctionEventInvokeConfigsCommand({ FunctionName });
    const { FunctionEventInvokeConfigs: all } = await region.lambda.send(listing);
    expect(all?.map((config) => config.FunctionArn)).toEqual([`${arn}:$LATEST`, `${arn}:live`]);
    await put({ MaximumRetryAttempts: 0 });
    expect(await get()).not.toHaveProperty('MaximumEventAgeInSeconds');
    await remove();
    expect(await refusalOf(get())).toEqual(missing('$LATEST'));
    expect(await refusalOf(remove())).toEqual(missing('$LATEST'));
    expect((await get({ Qualifier: 'live' })).MaximumEventAgeInSeconds).toBe(120);
    await remove({ Qualifier: 'live' });
  });

  const to = (OnFailure: string, OnSuccess?: string) => ({
    DestinationConfig: {
      OnFailure: { Destination: OnFailure },
      ...(OnSuccess && { OnSuccess: { Destination: OnSuccess } }),
    },
  });
  it.each([
    [400, 'You must specify at least one of error handling or destination setting.', {}],
    [404, "The function doesn't exist.", { Qualifier: 'nobody', MaximumRetryAttempts: 0 }],
    [
      400,
      'The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure(destination=arn:aws:iam::000000000000:role/x)) is invalid.',
      to('arn:aws:iam::000000000000:role/x'),
    ],
    [400, "You can't specify the function as a destination for itself.", to(arn)],
    [400, `The destination ARN ${arn}-not is invalid.`, to(`${arn}-not`)],
    [
      400,
      "The function's execution role does not have permissions to call Publish on arn:aws:sns:us-east-1:000000000000:t",
      to('arn:aws:sns:us-east-1:000000000000:t'),
    ],
    [
      400,
      "1 validation error detected: Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2",
      { MaximumRetryAttempts: 3 },
    ],
  ])('are refused with %d %s', async (status, message, input) => {
    expect(await refusalOf(put(input))).toMatchObject({ status, message });
    expect((await refusalOf(get())).status).toBe(404);
  });
});

describe('provisioned concurrency', () => {
  const put = (Qualifier: string, ProvisionedConcurrentExecutions: number) =>
    region.lambda.send(
      new PutProvisionedConcurrencyConfigCommand({
        FunctionName,
        Qualifier,
        ProvisionedConcurrentExecutions,
      }),
    );
  const get = (Qualifier: string) =>
    region.lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier }));
  const remove = (Qualifier: string) =>
    region.lambda.send(new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier }));
  const reserve = (ReservedConcurrentExecutions: number) =>
    region.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
  const unreserved = async () =>
    (await region.lambda.send(new GetAccountSettingsCommand({}))).AccountLimit
      ?.UnreservedConcurrentExecutions;

  it('is allocated in time, follows its alias and counts against the account', async () => {
    const { $metadata, LastModified, ...started } = await put('live', 5);
    expect($metadata.httpStatusCode).toBe(202);
    expect(LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
    expect(started).toEqual({
      RequestedProvisionedConcurrentExecutions: 5,
      AvailableProvisionedConcurrentExecutions: 0,
      AllocatedProvisionedConcurrentExecutions: 0,
      Status: 'IN_PROGRESS',
    });
    region.settle();
    expect(await get('live')).toMatchObject({ Status: 'READY', AllocatedProvisionedConcurrentExecutions: 5 });
    expect(await unreserved()).toBe(995);
    await region.lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }));
    expect(await get('live')).toMatchObject({
      Status: 'IN_PROGRESS',
      RequestedProvisionedConcurrentExecutions: 5,
    });
    region.settle();
    const listing = new ListProvisionedConcurrencyConfigsCommand({ FunctionName });
    const { ProvisionedConcurrencyConfigs: all } = await region.lambda.send(listing);
    expect(all).toMatchObject([{ FunctionArn: `${arn}:live`, Status: 'READY' }]);
    await remove('live');
    await remove('live');
    expect(await refusalOf(get('live'))).toEqual({
      status: 404,
      name: 'ProvisionedConcurrencyConfigNotFoundException',
      message: 'No Provisioned Concurrency Config found for this function',
    });
    expect(await unreserved()).toBe(1000);
  });

  it('is refused where it cannot be (failures.md D18, D31)', async () => {
    const unpublished = 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.';
    expect((await refusalOf(put('$LATEST', 1))).message).toBe(unpublished);
    expect((await refusalOf(get('$LATEST'))).message).toBe(
      'The function resource provided must be an alias or a published version.',
    );
    expect((await refusalOf(put('nobody', 1))).message).toBe(`Cannot find alias arn: ${arn}:nobody`);
    expect((await refusalOf(put('7', 1))).message).toBe(`Function not found: ${arn}:7`);
    expect((await refusalOf(put('live', 0))).name).toBe('ValidationException');
    expect((await refusalOf(put('live', 1001))).message).toBe(
      "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].",
    );
    expect((await refusalOf(put('live', 901))).message).toBe(
      "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    );
    await put('1', 2);
    await region.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'one', FunctionVersion: '1' }));
    expect(await refusalOf(put('one', 1))).toMatchObject({
      status: 409,
      message:
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    });
    await remove('1');
    await put('one', 2);
    expect((await refusalOf(put('1', 1))).message).toBe(
      'Version is pointed by a Provisioned Concurrency alias',
    );
    expect((await refusalOf(reserve(1))).message).toBe(
      " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2].",
    );
    await reserve(3);
    expect(await unreserved()).toBe(997);
    expect((await refusalOf(put('live', 2))).message).toBe(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    );
    await region.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'one' }));
    const listing = new ListProvisionedConcurrencyConfigsCommand({ FunctionName });
    expect((await region.lambda.send(listing)).ProvisionedConcurrencyConfigs).toEqual([]);
  });
});

it('the recursion setting is Terminate until it is changed', async () => {
  const get = () => region.lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName }));
  expect((await get()).RecursiveLoop).toBe('Terminate');
  await region.lambda.send(new PutFunctionRecursionConfigCommand({ FunctionName, RecursiveLoop: 'Allow' }));
  expect((await get()).RecursiveLoop).toBe('Allow');
  const nobody = new GetFunctionRecursionConfigCommand({ FunctionName: 'nobody' });
  expect((await refusalOf(region.lambda.send(nobody))).status).toBe(404);
});

it('no function has code signing', async () => {
  const { $metadata, ...answer } = await region.lambda.send(
    new GetFunctionCodeSigningConfigCommand({ FunctionName }),
  );
  expect(answer).toEqual({});
});
