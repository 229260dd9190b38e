/** What hangs on a function: policy, URL, tags, concurrency, pages of lists. */
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionUrlConfigCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { refusalOf } from './refusal.js';

const FunctionName = 'owner';
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:owner';
let region: TestRegion;
let create: (name: string) => Promise<unknown>;

beforeAll(async () => {
  region = await startTestRegion();
  const Role = await region.role('worker');
  const Code = { ImageUri: await region.push('app', 'v1') };
  create = (name) =>
    region.lambda.send(new CreateFunctionCommand({ FunctionName: name, Role, PackageType: 'Image', Code }));
  await create(FunctionName);
  region.settle();
});
afterAll(() => region.close());

const revision = async () =>
  (await region.lambda.send(new GetFunctionCommand({ FunctionName }))).Configuration?.RevisionId;

describe('a function policy', () => {
  const add = (StatementId: string, more: object = {}) =>
    region.lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId,
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
        ...more,
      }),
    );
  const policy = () => region.lambda.send(new GetPolicyCommand({ FunctionName }));
  const remove = (StatementId: string) =>
    region.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }));

  it('grows and shrinks by statements, each changing the revision of the function', async () => {
    expect((await refusalOf(policy())).message).toBe('The resource you requested does not exist.');
    const before = await revision();
    const { Statement } = await add('s3', {
      SourceArn: 'arn:aws:s3:::bucket',
      SourceAccount: '000000000000',
    });
    const statement = {
      Sid: 's3',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: arn,
      Condition: {
        StringEquals: { 'AWS:SourceAccount': '000000000000' },
        ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::bucket' },
      },
    };
    expect(JSON.parse(Statement ?? '')).toEqual(statement);
    expect(await revision()).not.toBe(before);
    const answer = await policy();
    expect(JSON.parse(answer.Policy ?? '')).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [statement],
    });
    expect(answer.RevisionId).toBe(await revision());
    // failures.md D28
    expect(await refusalOf(add('s3'))).toEqual({
      status: 409,
      name: 'ResourceConflictException',
      message:
        'The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.',
    });
    expect((await refusalOf(remove('sqs'))).message).toBe('Statement sqs is not found in resource policy.');
    await remove('s3');
    expect((await refusalOf(policy())).status).toBe(404);
  });

  it('lets a public URL in with both of its statements', async () => {
    const url = { Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' };
    const first = await add('url', url);
    const second = await add('url-invoke', { Principal: '*', InvokedViaFunctionUrl: true });
    expect(JSON.parse(first.Statement ?? '').Condition).toEqual({
      StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' },
    });
    expect(JSON.parse(second.Statement ?? '').Condition).toEqual({
      Bool: { 'lambda:InvokedViaFunctionUrl': 'true' },
    });
  });
});

describe('a function URL', () => {
  it('is created once, changed and removed', async () => {
    const create = () =>
      region.lambda.send(
        new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE', Cors: { MaxAge: 5 } }),
      );
    const get = () => region.lambda.send(new GetFunctionUrlConfigCommand({ FunctionName }));
    expect((await refusalOf(get())).message).toBe('The resource you requested does not exist.');
    const { FunctionUrl } = await create();
    expect(FunctionUrl).toMatch(/^http:\/\/[0-9a-z]{32}\.lambda-url\.us-east-1\.localhost:\d+\/$/);
    // failures.md D29, with its two spaces
    expect(await refusalOf(create())).toEqual({
      status: 409,
      name: 'ResourceConflictException',
      message: `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    });
    await region.lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }));
    expect(await get()).toMatchObject({
      FunctionUrl,
      AuthType: 'AWS_IAM',
      Cors: { MaxAge: 5 },
      InvokeMode: 'BUFFERED',
    });
    await region.lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
    expect((await refusalOf(get())).status).toBe(404);
  });
});

describe('tags', () => {
  it('are added, replaced and removed, each time under a new revision', async () => {
    const list = async () => (await region.lambda.send(new ListTagsCommand({ Resource: arn }))).Tags;
    const before = await revision();
    await region.lambda.send(new TagResourceCommand({ Resource: arn, Tags: { a: '1', b: '2' } }));
    await region.lambda.send(new TagResourceCommand({ Resource: arn, Tags: { b: '3' } }));
    expect(await list()).toEqual({ a: '1', b: '3' });
    await region.lambda.send(new UntagResourceCommand({ Resource: arn, TagKeys: ['a', 'never'] }));
    expect(await list()).toEqual({ b: '3' });
    expect(await revision()).not.toBe(before);
    const tooMany = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']));
    const refused = await refusalOf(
      region.lambda.send(new TagResourceCommand({ Resource: arn, Tags: tooMany })),
    );
    expect(refused.message).toBe('Number of tags exceeds resource tag limit.');
  });
});

describe('reserved concurrency', () => {
  it('is taken from what the account has unreserved', async () => {
    const unreserved = async () =>
      (await region.lambda.send(new GetAccountSettingsCommand({}))).AccountLimit
        ?.UnreservedConcurrentExecutions;
    const reserved = async () =>
      (await region.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })))
        .ReservedConcurrentExecutions;
    await region.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
    );
    expect(await reserved()).toBe(0);
    await region.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 400 }),
    );
    expect([await reserved(), await unreserved()]).toEqual([400, 600]);
    await region.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect([await reserved(), await unreserved()]).toEqual([undefined, 1000]);
  });
});

describe('ListFunctions', () => {
  it('comes in pages', async () => {
    for (const name of ['second', 'third']) await create(name);
    const first = await region.lambda.send(new ListFunctionsCommand({ MaxItems: 2 }));
    expect(first.Functions?.map((found) => found.FunctionName)).toEqual(['owner', 'second']);
    const rest = await region.lambda.send(new ListFunctionsCommand({ Marker: first.NextMarker }));
    expect(rest.Functions?.map((found) => found.FunctionName)).toEqual(['third']);
    expect(rest.NextMarker).toBeUndefined();
    expect(rest.Functions?.[0]).not.toHaveProperty('State');
  });
});
