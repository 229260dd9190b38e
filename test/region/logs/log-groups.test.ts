/** Log groups: made, described in pages, retained, tagged, deleted, refused. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  type CreateLogGroupCommandInput,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refusalOf } from '../lambda/refusal.js';
import { startTestRegion, type TestRegion } from '../test-region.js';

let region: TestRegion;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  region = await startTestRegion();
  logs = new CloudWatchLogsClient({
    endpoint: region.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  logs.destroy();
  await region.close();
});

const create = (logGroupName: string, more: Partial<CreateLogGroupCommandInput> = {}) =>
  logs.send(new CreateLogGroupCommand({ logGroupName, ...more }));
const describe = (more: object = {}) => logs.send(new DescribeLogGroupsCommand(more));
const retain = (logGroupName: string, retentionInDays: number) =>
  logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
const remove = (logGroupName: string) => logs.send(new DeleteLogGroupCommand({ logGroupName }));

it('are made, found by their start, retained for a while, and deleted', async () => {
  await create('/aws/lambda/one');
  expect((await describe({ logGroupNamePrefix: '/aws/lambda/one' })).logGroups).toEqual([
    {
      logGroupName: '/aws/lambda/one',
      creationTime: region.now(),
      metricFilterCount: 0,
      arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/one:*',
      storedBytes: 0,
      logGroupClass: 'STANDARD',
      logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/one',
    },
  ]);
  await retain('/aws/lambda/one', 14);
  expect((await describe()).logGroups?.[0]?.retentionInDays).toBe(14);
  await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: '/aws/lambda/one' }));
  expect((await describe()).logGroups?.[0]).not.toHaveProperty('retentionInDays');
  await remove('/aws/lambda/one');
  expect((await describe()).logGroups).toEqual([]);
});

it('come in pages, in the order of their names', async () => {
  for (const name of ['c', 'a', 'b', 'x/b']) await create(name);
  const first = await describe({ limit: 2 });
  const rest = await describe({ limit: 2, nextToken: first.nextToken });
  const names = [...(first.logGroups ?? []), ...(rest.logGroups ?? [])].map((group) => group.logGroupName);
  expect(names).toEqual(['a', 'b', 'c', 'x/b']);
  expect(rest.nextToken).toBeUndefined();
  const found = await describe({ logGroupNamePattern: 'B' });
  expect(found.logGroups?.map((group) => group.logGroupName)).toEqual(['b', 'x/b']);
  for (const name of names) await remove(name ?? '');
});

it('have tags under the ARN without a star', async () => {
  await create('tagged', { tags: { a: '1' } });
  const resourceArn = 'arn:aws:logs:us-east-1:000000000000:log-group:tagged';
  await logs.send(new TagResourceCommand({ resourceArn, tags: { b: '2' } }));
  await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
  const tags = (arn: string) => logs.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  expect((await tags(resourceArn)).tags).toEqual({ b: '2' });
  expect((await refusalOf(tags(`${resourceArn}:*`))).name).toBe('InvalidParameterException');
  await remove('tagged');
});

it('are refused in the words of CloudWatch Logs', async () => {
  await create('there');
  expect(await refusalOf(create('there'))).toEqual({
    status: 400,
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log group already exists',
  });
  for (const call of [retain('not', 1), remove('not')])
    expect(await refusalOf(call)).toEqual({
      status: 400,
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  expect((await refusalOf(retain('there', 2))).message).toMatch(
    /^1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: \[1, 3, 5, .*3653]$/,
  );
  expect(await refusalOf(create('no spaces'))).toMatchObject({
    name: 'InvalidParameterException',
    message:
      "1 validation error detected: Value 'no spaces' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
  });
  const both = { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' };
  expect((await refusalOf(describe(both))).message).toBe(
    'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
  );
  expect((await refusalOf(describe({ nextToken: 'mine' }))).name).toBe('InvalidParameterException');
});
