import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Digest } from '../../src/domain/digest.js';
import { parseAliasName, parseFunctionName } from '../../src/domain/function-name.js';
import { parseRepositoryName } from '../../src/domain/image-reference.js';
import { applyDestroy } from '../../src/services/apply-destroy.js';
import { type DestroyRequest, planDestroy } from '../../src/services/plan-destroy.js';
import { specWith } from '../domain/functions.js';
import { type ReleaseWorld, startReleaseWorld } from './release-world.js';

const { name } = specWith({});
const live = parseAliasName('live');
const allowAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
let world: ReleaseWorld;
let digest: Digest;

beforeEach(async () => {
  world = await startReleaseWorld();
  digest = await world.image();
});
afterEach(() => world.close());

async function look(changes: Partial<DestroyRequest> = {}) {
  const request = {
    functions: [{ name, aliases: [live] }],
    repository: parseRepositoryName('app'),
    images: false,
    logs: true,
  };
  return planDestroy({ ...request, ...changes }, world.deps);
}

const apply = async (plan: Awaited<ReturnType<typeof look>>) =>
  applyDestroy(plan, world.deps, world.clock.now() + 600_000, () => undefined, new AbortController().signal);

async function create(FunctionName: string, changes: object): Promise<void> {
  const Code = { ImageUri: `${world.region.settings.host}/app@${digest}` };
  const base = { FunctionName, PackageType: 'Image' as const, Code, Role: await madeRole() };
  await world.region.lambda.send(new CreateFunctionCommand({ ...base, ...changes }));
  world.region.settle();
}

const madeRole = async () => (await world.deps.roles.ensureBasicExecutionRole(`lading-${name}`)).arn;

async function makeGroup(logGroupName: string): Promise<void> {
  const { url, settings } = world.region;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const logs = new CloudWatchLogsClient({ endpoint: url, region: settings.region, credentials });
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  logs.destroy();
}

it('keeps a role and a log group that other functions share, also those of other packages', async () => {
  const LoggingConfig = { LogGroup: 'shared' };
  await makeGroup('shared');
  await create(name, { LoggingConfig });
  await create('theirs', { LoggingConfig });
  expect(await look()).toEqual({
    doomed: [{ kind: 'function', name, begun: false }],
    kept: [
      { what: `role lading-${name}`, why: 'other functions run with it: theirs' },
      { what: 'log group shared', why: 'other functions log to it: theirs' },
      { what: 'repository app', why: 'it holds 1 images; --images deletes them too' },
    ],
  });
  const both = [name, parseFunctionName('theirs')].map((each) => ({ name: each, aliases: [live] }));
  const { doomed } = await look({ functions: both });
  expect(doomed.map(({ kind }) => kind)).toContain('role');
});

it('leaves a Zip function of that name alone', async () => {
  const zip = {
    PackageType: 'Zip',
    Runtime: 'nodejs22.x',
    Handler: 'a.b',
    Code: { ZipFile: Buffer.from('PK') },
  };
  await create(name, zip);
  const plan = await look({ repository: parseRepositoryName('none') });
  expect(plan).toEqual({
    doomed: [],
    kept: [{ what: `function ${name}`, why: 'its code is no image, so lading did not make it' }],
  });
});

it('plans no log group that is not there', async () => {
  await create(name, {});
  expect((await look()).doomed.map(({ kind }) => kind)).toEqual(['function', 'role']);
  await makeGroup(`/aws/lambda/${name}`);
  expect((await look()).doomed.map(({ kind }) => kind)).toEqual(['function', 'role', 'log group']);
});

it('waits out a change of the function and the deletion of event sources, and keeps a role that got more policies', async () => {
  await create(name, {});
  await world.region.attach(`lading-${name}`, 'AmazonSQSFullAccess');
  const own = { RoleName: `lading-${name}`, PolicyName: 'own', PolicyDocument: allowAll };
  await world.region.iam.send(new PutRolePolicyCommand(own));
  const { account, region } = world.region.settings;
  const connected = new CreateEventSourceMappingCommand({
    FunctionName: name,
    EventSourceArn: `arn:aws:sqs:${region}:${account}:orders`,
    Tags: { 'created-by': 'lading' },
  });
  await world.region.lambda.send(connected);
  const plan = await look();
  expect(plan.doomed[0]).toMatchObject({ kind: 'event source', begun: false });
  expect(plan.kept[0]).toEqual({
    what: `role lading-${name}`,
    why: 'somebody gave it more policies: AmazonSQSFullAccess, own',
  });
  await world.region.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Timeout: 9 }));
  await apply(plan);
  expect(world.clock.slept.length).toBeGreaterThan(1);
  expect(await world.deps.functions.get(name)).toBeUndefined();
  expect(await world.deps.attachments.eventSources.list(name, undefined)).toEqual([]);
});
