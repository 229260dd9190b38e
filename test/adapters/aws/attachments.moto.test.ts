/** What hangs on a function against moto, whose answers we did not write, as far as moto has it. */
import { afterAll, beforeAll, expect } from 'vitest';
import type { AwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import type { PermissionGrant } from '../../../src/domain/attachments/permission-statement.js';
import { digestOf } from '../../../src/domain/digest.js';
import type { FunctionName } from '../../../src/domain/function-spec.js';
import { imageUri, parseRepositoryUri } from '../../../src/domain/image-reference.js';
import { type Moto, startMoto } from '../../servers/moto.js';
import { needing } from '../../servers/needing.js';
import { adaptersAt } from './adapters-at.js';

const { describe, it } = needing('moto_server');

const name = 'resize' as FunctionName;
const missing = 'missing' as FunctionName;

let moto: Moto;
let aws: AwsAdapters;
let functionArn: string;

beforeAll(async () => {
  moto = await startMoto();
  aws = adaptersAt(moto.url);
  const role = await aws.roles.ensureBasicExecutionRole('resize-role');
  const repository = parseRepositoryUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/resize');
  const created = await aws.functions.create({
    name,
    imageUri: imageUri(repository, digestOf('one')),
    architecture: 'x86_64',
    configuration: { role: role.arn },
    publish: false,
    tags: { first: 'yes' },
  });
  functionArn = created.arn;
});

afterAll(async () => {
  aws.close();
  await moto.close();
});

it('tags come with the function, are added to and taken away', async () => {
  await aws.attachments.tags.set(functionArn, { second: 'two', third: '' });
  await aws.attachments.tags.remove(functionArn, ['first', 'never']);
  expect((await aws.functions.get(name))?.tags).toEqual({ second: 'two', third: '' });
});

it('reserved concurrency comes with the function', async () => {
  const { concurrency } = aws.attachments;
  await concurrency.reserve(name, 5);
  expect((await aws.functions.get(name))?.reservedConcurrency).toBe(5);
  await concurrency.unreserve(name);
  expect((await aws.functions.get(name))?.reservedConcurrency).toBeUndefined();
});

it('asynchronous invocation is put whole, read with its defaults and deleted', async () => {
  const { asyncInvokes } = aws.attachments;
  const setting = {
    maximumRetryAttempts: 0,
    maximumEventAge: 60,
    onSuccess: '',
    onFailure: 'arn:aws:sqs:us-east-1:123456789012:failed',
  };
  expect(await asyncInvokes.get(name, undefined)).toBeUndefined();
  await asyncInvokes.put(name, undefined, setting);
  expect(await asyncInvokes.get(name, undefined)).toEqual(setting);
  // A second Put replaces the first in Lambda and goes unseen in moto, so change is shown against our own region.
  await asyncInvokes.delete(name, undefined);
  await asyncInvokes.delete(name, undefined);
  expect(await asyncInvokes.get(name, undefined)).toBeUndefined();
  expect(await asyncInvokes.get(missing, undefined)).toBeUndefined();
});

it('a URL is created, changed field by field and deleted', async () => {
  const { urls } = aws.attachments;
  expect(await urls.get(name, undefined)).toBeUndefined();
  const address = await urls.create(name, undefined, { authType: 'AWS_IAM' });
  expect(address).toMatch(/^https:\/\//);
  await urls.update(name, undefined, { authType: 'NONE', cors: { allowOrigins: ['*'], maxAge: 60 } });
  expect(await urls.get(name, undefined)).toMatchObject({
    address,
    authType: 'NONE',
    cors: { allowOrigins: ['*'], maxAge: 60 },
  });
  await urls.update(name, undefined, { cors: {} });
  expect(await urls.get(name, undefined)).toMatchObject({ cors: {} });
  await urls.delete(name, undefined);
  await urls.delete(name, undefined);
  expect(await urls.get(name, undefined)).toBeUndefined();
});

describe('the policy', () => {
  const grants: [string, PermissionGrant][] = [
    [
      'bucket',
      {
        principal: 's3.amazonaws.com',
        action: 'lambda:InvokeFunction',
        sourceArn: 'arn:aws:s3:::photos',
        sourceAccount: '123456789012',
      },
    ],
    ['account', { principal: '123456789012', action: 'lambda:GetFunction' }],
  ];

  it('reads back what was granted, and forgets it', async () => {
    const { policy } = aws.attachments;
    expect(await policy.read(name, undefined)).toEqual([]);
    for (const [id, grant] of grants) await policy.add(name, undefined, id, grant);
    expect(await policy.read(name, undefined)).toEqual(
      grants.map(([statementId, grant]) => ({ statementId, effect: 'Allow', grant, narrower: false })),
    );
    await policy.remove(name, undefined, 'bucket');
    await policy.remove(name, undefined, 'account');
    expect(await policy.read(name, undefined)).toEqual([]);
    expect(await policy.read(missing, undefined)).toEqual([]);
  });
});

describe('event sources', () => {
  async function queue(label: string): Promise<string> {
    const form = new URLSearchParams({ Action: 'CreateQueue', QueueName: label, Version: '2012-11-05' });
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request' };
    const answer = await fetch(moto.url, { method: 'POST', body: form, headers });
    expect(answer.status, await answer.text()).toBe(200);
    return `arn:aws:sqs:us-east-1:123456789012:${label}`;
  }

  it('are connected, listed, changed and disconnected', async () => {
    const { eventSources } = aws.attachments;
    const arn = await queue('orders');
    expect(await eventSources.list(name, undefined)).toEqual([]);
    await eventSources.create(name, undefined, { arn, batchSize: 5, filters: ['{"body":{"a":[1]}}'] });
    const [found] = await eventSources.list(name, undefined);
    expect(found).toMatchObject({ arn, setting: { enabled: true, batchSize: 5 } });
    const uuid = found?.uuid ?? '';
    await eventSources.update(uuid, arn, { enabled: false, batchSize: 7 });
    expect((await eventSources.get(uuid))?.setting).toMatchObject({ enabled: false, batchSize: 7 });
    await eventSources.delete(uuid, arn);
    await eventSources.delete(uuid, arn);
    expect(await eventSources.get(uuid)).toBeUndefined();
    expect(await eventSources.list(name, undefined)).toEqual([]);
  });
});

it('a log group is made once, keeps its days and forgets them; one with a longer name is another', async () => {
  const { logGroups } = aws.attachments;
  await logGroups.create('/aws/lambda/resize-more');
  expect(await logGroups.get('/aws/lambda/resize')).toBeUndefined();
  await logGroups.create('/aws/lambda/resize');
  await logGroups.create('/aws/lambda/resize');
  expect(await logGroups.get('/aws/lambda/resize')).toEqual({ days: false });
  await logGroups.retain('/aws/lambda/resize', 14);
  expect(await logGroups.get('/aws/lambda/resize')).toEqual({ days: 14 });
  await logGroups.retain('/aws/lambda/resize', false);
  expect(await logGroups.get('/aws/lambda/resize')).toEqual({ days: false });
});
