/** What the other operations refuse, by its exact text: the rows of failures.md 1B and 1D. */
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { refusalOf } from './refusal.js';

let region: TestRegion;
const FunctionName = 'existing';
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:existing';

beforeAll(async () => {
  region = await startTestRegion();
  const Role = await region.role('worker');
  await region.role('wrong', 'ec2.amazonaws.com');
  const Code = { ImageUri: await region.push('app', 'v1') };
  await region.lambda.send(new CreateFunctionCommand({ FunctionName, Role, PackageType: 'Image', Code }));
  region.settle();
});
afterAll(() => region.close());

const roleOf = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

describe('a refusal of', () => {
  it.each<[string, () => Promise<unknown>, number, string, string]>([
    [
      'D3 on update',
      () => region.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: 'a.b' })),
      400,
      'InvalidParameterValueException',
      "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    ],
    [
      'B4 on update',
      () =>
        region.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Role: roleOf('wrong') })),
      400,
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    [
      'D18 too much reserved concurrency',
      () =>
        region.lambda.send(
          new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 901 }),
        ),
      400,
      'InvalidParameterValueException',
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    ],
    [
      'D19 an alias that does not exist',
      () => region.lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live' })),
      404,
      'ResourceNotFoundException',
      `Alias not found: ${arn}:live`,
    ],
    [
      'D22 a function that does not exist',
      () => region.lambda.send(new GetFunctionCommand({ FunctionName: 'nothing' })),
      404,
      'ResourceNotFoundException',
      'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nothing',
    ],
    [
      'D23 another region',
      () =>
        region.lambda.send(new GetFunctionCommand({ FunctionName: arn.replace('us-east-1', 'eu-west-1') })),
      404,
      'ResourceNotFoundException',
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
    [
      'D31 to delete $LATEST',
      () => region.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '$LATEST' })),
      400,
      'InvalidParameterValueException',
      '$LATEST version cannot be deleted without deleting the function.',
    ],
    [
      'D31 a policy for $LATEST',
      () =>
        region.lambda.send(
          new AddPermissionCommand({
            FunctionName,
            Qualifier: '$LATEST',
            StatementId: 's',
            Action: 'lambda:InvokeFunction',
            Principal: '*',
          }),
        ),
      400,
      'InvalidParameterValueException',
      'We currently do not support adding policies for $LATEST.',
    ],
    [
      'D31 tags on a version',
      () => region.lambda.send(new TagResourceCommand({ Resource: `${arn}:1`, Tags: { a: 'b' } })),
      400,
      'InvalidParameterValueException',
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    ],
    [
      'a URL of a version',
      () =>
        region.lambda.send(
          new CreateFunctionUrlConfigCommand({ FunctionName, Qualifier: '1', AuthType: 'NONE' }),
        ),
      400,
      'ValidationException',
      "1 validation error detected: Value '1' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
    ],
  ])('%s', async (_, call, status, name, message) => {
    expect(await refusalOf(call())).toEqual({ status, name, message });
  });

  it('a missing Authorization, an unknown operation and an unknown member', async () => {
    const url = `${region.url}/2015-03-31/functions/existing`;
    const unsigned = await fetch(url);
    expect([unsigned.status, unsigned.headers.get('x-amzn-errortype'), await unsigned.json()]).toEqual([
      403,
      'MissingAuthenticationTokenException',
      { message: 'Missing Authentication Token' },
    ]);
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/lambda/aws4_request' };
    const unknown = await fetch(`${url}/nothing`, { headers });
    expect([unknown.status, unknown.headers.get('x-amzn-errortype')]).toEqual([
      404,
      'UnknownOperationException',
    ]);
    const body = JSON.stringify({ Timeot: 3 });
    const member = await fetch(`${url}/configuration`, { method: 'PUT', headers, body });
    expect([member.status, member.headers.get('x-amzn-errortype'), await member.json()]).toEqual([
      400,
      'SerializationException',
      { message: 'Unknown field Timeot.' },
    ]);
  });
});
