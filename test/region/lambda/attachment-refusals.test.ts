/** What Lambda refuses in policies, tags, URLs and dead letter queues, and what goes with a deleted alias. */
import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  ListFunctionUrlConfigsCommand,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { refusalOf } from './refusal.js';

const FunctionName = 'owner';
const Resource = 'arn:aws:lambda:us-east-1:000000000000:function:owner';
let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
  const Role = await region.role('worker');
  const Code = { ImageUri: await region.push('app', 'v1') };
  await region.lambda.send(new CreateFunctionCommand({ FunctionName, Role, PackageType: 'Image', Code }));
  region.settle();
});
afterAll(() => region.close());

const add = (StatementId: string, more: Partial<AddPermissionCommandInput> = {}) =>
  region.lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId,
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      ...more,
    }),
  );

it.each<[string, () => Promise<unknown>, number, string, string]>([
  [
    'a URL condition on another action',
    () => add('url', { InvokedViaFunctionUrl: true, Action: 'lambda:InvokeFunctionUrl' }),
    400,
    'InvalidParameterValueException',
    'InvokedViaFunctionUrl is only supported for lambda:InvokeFunction action',
  ],
  [
    'a statement of a function that is not there',
    () => region.lambda.send(new RemovePermissionCommand({ FunctionName: 'nobody', StatementId: 's' })),
    404,
    'ResourceNotFoundException',
    'No policy found for: arn:aws:lambda:us-east-1:000000000000:function:nobody',
  ],
  [
    'tags of AWS',
    () => region.lambda.send(new TagResourceCommand({ Resource, Tags: { 'AWS:mine': '1' } })),
    400,
    'InvalidParameterValueException',
    'aws: prefixed tag key names are not allowed for external use.',
  ],
  [
    'a dead letter queue that the role may not write to',
    () =>
      region.lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName,
          DeadLetterConfig: { TargetArn: 'arn:aws:sns:us-east-1:000000000000:dead' },
        }),
      ),
    400,
    'InvalidParameterValueException',
    'The provided execution role does not have permissions to call Publish on SNS',
  ],
  [
    'URLs of a function that is not there',
    () => region.lambda.send(new ListFunctionUrlConfigsCommand({ FunctionName: 'nobody' })),
    404,
    'ResourceNotFoundException',
    'Function does not exist',
  ],
  [
    'a URL of an alias that is not there',
    () => region.lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, Qualifier: 'nobody' })),
    404,
    'ResourceNotFoundException',
    'Function does not exist',
  ],
  [
    'a URL that is not there',
    () => region.lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName })),
    404,
    'ResourceNotFoundException',
    'The resource you requested does not exist.',
  ],
])('refuses %s', async (_, call, status, name, message) => {
  expect(await refusalOf(call())).toEqual({ status, name, message });
});

it('refuses a policy beyond 20 KB and keeps the one there is', async () => {
  const SourceArn = `arn:aws:s3:::${'b'.repeat(5000)}`;
  for (const id of ['one', 'two', 'three']) await add(id, { SourceArn });
  expect(await refusalOf(add('four', { SourceArn }))).toMatchObject({
    status: 400,
    name: 'PolicyLengthExceededException',
    message: expect.stringMatching(/^The final policy size \(2\d{4}\) is bigger than the limit \(20480\)\.$/),
  });
  const { Policy = '' } = await region.lambda.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy).Statement).toHaveLength(3);
});

it('an alias made again has nothing of the one that was deleted', async () => {
  const named = { FunctionName, Qualifier: 'live' };
  const create = () =>
    region.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
  await region.lambda.send(new PublishVersionCommand({ FunctionName }));
  await create();
  await add('s3', { Qualifier: 'live' });
  await region.lambda.send(new CreateFunctionUrlConfigCommand({ ...named, AuthType: 'AWS_IAM' }));
  await region.lambda.send(new PutFunctionEventInvokeConfigCommand({ ...named, MaximumRetryAttempts: 0 }));
  const urls = new ListFunctionUrlConfigsCommand({ FunctionName });
  expect((await region.lambda.send(urls)).FunctionUrlConfigs).toHaveLength(1);
  await region.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
  await create();
  expect((await region.lambda.send(urls)).FunctionUrlConfigs).toEqual([]);
  for (const command of [new GetPolicyCommand(named), new GetFunctionUrlConfigCommand(named)])
    expect((await refusalOf(region.lambda.send(command as GetPolicyCommand))).status).toBe(404);
});
