/** Issue 3: every setting of an image function from one file: set, left alone, changed, taken away; read back by the AWS CLI. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PlanResult } from '../../src/pipeline/plan.js';
import { type AwsCli, awsCli } from '../servers/aws-cli.js';
import { needing } from '../servers/needing.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

const { describe, it } = needing('recent aws');

const name = 'every-setting';
const account = '000000000000';
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${account}:${rest}`;
const role = `arn:aws:iam::${account}:role/${name}`;
const key = arn('kms', 'key/11111111-2222-3333-4444-555555555555');
const queue = arn('sqs', 'orders');
const failed = arn('sqs', 'failed');
const clicks = arn('kinesis', 'stream/clicks');
const users = arn('dynamodb', 'table/users/stream/2026-01-01T00:00:00.000');
const policies = [
  'service-role/AWSLambdaVPCAccessExecutionRole',
  'AmazonSQSFullAccess',
  'AmazonKinesisFullAccess',
  'AmazonDynamoDBFullAccess',
];

const everything = `
    description: Has everything
    memorySize: 256
    timeout: 10
    ephemeralStorage: 1024
    imageConfig: { command: [one, two], workingDirectory: /var/task }
    environment: { COLOUR: blue }
    vpc: { subnetIds: [subnet-0123456789abcdef1, subnet-0123456789abcdef0], securityGroupIds: [sg-0123456789abcdef0] }
    fileSystems: [{ arn: "arn:aws:elasticfilesystem:us-east-1:${account}:access-point/fsap-0123456789abcdef0", localMountPath: /mnt/data }]
    deadLetter: ${failed}
    tracing: Active
    logging: { logFormat: JSON, applicationLogLevel: WARN, systemLogLevel: INFO, logGroup: /apps/${name} }
    kmsKeyArn: ${key}
    tags: { team: shop, stage: prod }
    recursion: Allow
    logRetention: 14
    reservedConcurrency: 10
    provisionedConcurrency: 2
    asyncInvoke: { maximumRetryAttempts: 0, maximumEventAge: 60, onSuccess: ${queue}, onFailure: ${failed} }
    permissions:
      - { statementId: uploads, principal: s3.amazonaws.com, sourceArn: "arn:aws:s3:::uploads", sourceAccount: "${account}" }
      - { statementId: partner, principal: "123456789012" }
    functionUrl: { authType: NONE, cors: { allowOrigins: ["https://example.com"], maxAge: 60 } }
    eventSources:
      - { arn: "${queue}", batchSize: 5, filters: [{ body: { kind: [order] } }], maximumConcurrency: 4 }
      - { arn: "${clicks}", startingPosition: LATEST, onFailure: "${failed}", bisectBatchOnFunctionError: true }
      - { arn: "${users}", startingPosition: TRIM_HORIZON, enabled: false }
`;

/** Of each kind something else. */
const changed = `
    tags: { stage: test, added: "" }
    recursion: Terminate
    logRetention: 30
    reservedConcurrency: 20
    provisionedConcurrency: 3
    asyncInvoke: { maximumRetryAttempts: 1 }
    permissions:
      - { statementId: uploads, principal: s3.amazonaws.com, sourceArn: "arn:aws:s3:::others", sourceAccount: "${account}" }
    functionUrl: { authType: AWS_IAM, cors: { allowOrigins: ["*"] }, invokeMode: RESPONSE_STREAM }
    eventSources:
      - { arn: "${queue}", batchSize: 6, filters: [], maximumConcurrency: false }
      - { arn: "${users}", startingPosition: TRIM_HORIZON, enabled: true }
`;

const removed = `
    vpc: { subnetIds: [], securityGroupIds: [] }
    fileSystems: []
    deadLetter: ""
    kmsKeyArn: ""
    environment: {}
    imageConfig: {}
    tags: { team: null, stage: null, added: null }
    logRetention: false
    reservedConcurrency: false
    provisionedConcurrency: false
    asyncInvoke: false
    permissions: []
    functionUrl: false
    eventSources: []
`;

const kinds = [
  'tags',
  'recursion',
  'logRetention',
  'reservedConcurrency',
  'provisionedConcurrency',
  'asyncInvoke',
  'permissions',
  'functionUrl',
  'eventSources',
];

let project: Project;
let region: RegionProcess;
let aws: AwsCli;

beforeAll(async () => {
  project = await createProject();
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
  aws = awsCli(region.url, 'us-east-1');
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  await aws(
    'iam',
    'create-role',
    '--role-name',
    name,
    '--assume-role-policy-document',
    JSON.stringify(trust),
  );
  for (const policy of policies) {
    const policyArn = `arn:aws:iam::aws:policy/${policy}`;
    await aws('iam', 'attach-role-policy', '--role-name', name, '--policy-arn', policyArn);
  }
});

afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

async function write(settings: string): Promise<void> {
  await project.write('lading.yaml', `name: ${name}\nfunctions:\n  ${name}:\n    role: ${role}${settings}`);
}

async function deploy(): Promise<DeployResult['functions'][number] & { changed: boolean }> {
  await region.forgetRequests();
  const run = await runLading(['deploy', '--local', '--json'], { cwd: project.folder });
  expect(run.code, run.stdout + run.stderr).toBe(0);
  const result = document<DeployResult>(run);
  return { ...(result.functions[0] as DeployResult['functions'][number]), changed: result.changed };
}

async function plan(): Promise<PlanResult> {
  const run = await runLading(['plan', '--local', '--json'], { cwd: project.folder });
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return document<PlanResult>(run);
}

/** Planned actions of what hangs on the function, by kind. */
async function planned(): Promise<Record<string, string>> {
  const [only] = (await plan()).functions;
  return Object.fromEntries((only?.attachments ?? []).map(({ kind, action }) => [kind, action]));
}

async function mutating(): Promise<string[]> {
  return (await region.requests()).filter((request) => request.mutating).map(({ operation }) => operation);
}

const lambda = (operation: string, ...args: string[]) =>
  aws('lambda', operation, '--function-name', name, ...args) as Promise<Record<string, unknown>>;
const onAlias = (operation: string) => lambda(operation, '--qualifier', 'live');

async function statements(): Promise<Record<string, unknown>[]> {
  const { Policy } = (await onAlias('get-policy')) as { Policy: string };
  return (JSON.parse(Policy) as { Statement: Record<string, unknown>[] }).Statement;
}

async function sources(): Promise<Record<string, unknown>[]> {
  const found = (await aws('lambda', 'list-event-source-mappings', '--function-name', `${name}:live`)) as {
    EventSourceMappings: Record<string, unknown>[];
  };
  return found.EventSourceMappings.filter(({ State }) => State !== 'Deleting');
}

async function retention(): Promise<unknown[]> {
  const found = (await aws('logs', 'describe-log-groups', '--log-group-name-prefix', '/apps/')) as {
    logGroups: { retentionInDays?: number }[];
  };
  return found.logGroups.map(({ retentionInDays }) => retentionInDays);
}

describe('a file with everything', () => {
  it('is planned, nothing of it secret', async () => {
    await write(everything);
    const run = await runLading(['plan', '--local'], { cwd: project.folder });
    expect(run.code, run.stderr).toBe(0);
    for (const path of [
      'tags.team',
      'logRetention',
      'functionUrl.authType',
      'eventSources.sqs:orders',
      'asyncInvoke',
    ])
      expect(run.stdout).toContain(`+ ${path}`);
    expect(run.stdout).toContain('on alias live');
    expect(run.stdout).not.toContain('blue');
  });

  it('becomes a function that has it all, as the AWS CLI sees it', async () => {
    const released = await deploy();
    expect(released).toMatchObject({ action: 'created', state: 'Active' });
    const latest = await lambda('get-function');
    expect(latest).toMatchObject({
      Tags: { team: 'shop', stage: 'prod' },
      Concurrency: { ReservedConcurrentExecutions: 10 },
      Configuration: {
        VpcConfig: {
          SubnetIds: expect.arrayContaining(['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1']),
        },
        DeadLetterConfig: { TargetArn: failed },
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', LogGroup: `/apps/${name}` },
        KMSKeyArn: key,
      },
    });
    expect(await lambda('get-function-recursion-config')).toMatchObject({ RecursiveLoop: 'Allow' });
    expect(await retention()).toEqual([14]);
    expect(await onAlias('get-provisioned-concurrency-config')).toMatchObject({
      RequestedProvisionedConcurrentExecutions: 2,
      Status: 'READY',
    });
    expect(await onAlias('get-function-event-invoke-config')).toMatchObject({
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnSuccess: { Destination: queue }, OnFailure: { Destination: failed } },
    });
    expect(await onAlias('get-function-url-config')).toMatchObject({
      FunctionUrl: released.functionUrl,
      AuthType: 'NONE',
    });
    expect((await statements()).map(({ Sid }) => Sid)).toEqual([
      expect.stringMatching(/^lading-uploads-/),
      expect.stringMatching(/^lading-partner-/),
      'lading-function-url',
      'lading-function-url-invoke',
    ]);
    expect(await sources()).toHaveLength(3);
  });

  it('changes nothing the second time: no mutating request', async () => {
    const released = await deploy();
    expect(released).toMatchObject({ changed: false, action: 'unchanged' });
    expect(await mutating()).toEqual([]);
    expect(await planned()).toEqual(Object.fromEntries(kinds.map((kind) => [kind, 'none'])));
  });

  it('that mentions nothing leaves all of it, and asks for none of it', async () => {
    await write('\n');
    expect(await deploy()).toMatchObject({ changed: false });
    const operations = (await region.requests()).map(({ operation }) => operation);
    expect(
      operations.filter((operation) => /Policy|Url|Invoke|Mapping|Recursion|LogGroup/.test(operation)),
    ).toEqual(['GetRepositoryPolicy']);
    expect(await sources()).toHaveLength(3);
  });
});

it('each change is planned, made and then there', async () => {
  await write(changed);
  expect(await planned()).toEqual({
    tags: 'update',
    recursion: 'update',
    logRetention: 'update',
    reservedConcurrency: 'update',
    provisionedConcurrency: 'update',
    asyncInvoke: 'update',
    permissions: 'update',
    functionUrl: 'update',
    eventSources: 'update',
  });
  const released = await deploy();
  expect(released).toMatchObject({ action: 'updated', version: '1' });
  expect(await mutating()).not.toContain('PublishVersion');
  expect(await lambda('get-function')).toMatchObject({
    Tags: { team: 'shop', stage: 'test', added: '' },
    Concurrency: { ReservedConcurrentExecutions: 20 },
  });
  expect(await retention()).toEqual([30]);
  expect(await onAlias('get-function-event-invoke-config')).toMatchObject({
    MaximumRetryAttempts: 1,
    MaximumEventAgeInSeconds: 60,
    DestinationConfig: { OnFailure: { Destination: failed } },
  });
  expect(await onAlias('get-function-url-config')).toMatchObject({
    FunctionUrl: released.functionUrl,
    AuthType: 'AWS_IAM',
    InvokeMode: 'RESPONSE_STREAM',
    Cors: { AllowOrigins: ['*'] },
  });
  expect(await statements()).toMatchObject([
    {
      Sid: expect.stringMatching(/^lading-uploads-/),
      Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::others' } },
    },
  ]);
  const found = await sources();
  expect(found.map(({ EventSourceArn }) => EventSourceArn).sort()).toEqual([queue, users].sort());
  expect(found.find(({ EventSourceArn }) => EventSourceArn === queue)).toMatchObject({ BatchSize: 6 });
  expect(found.find(({ EventSourceArn }) => EventSourceArn === users)).toMatchObject({ State: 'Enabled' });
  expect(await deploy()).toMatchObject({ changed: false });
});

it('each removal is planned, made and then nothing is left to remove', async () => {
  await write(removed);
  expect(await planned()).toMatchObject({
    logRetention: 'delete',
    functionUrl: 'delete',
    eventSources: 'delete',
  });
  expect(await deploy()).toMatchObject({ action: 'updated', functionUrl: null });
  const latest = (await lambda('get-function')) as { Configuration: Record<string, unknown> };
  expect(latest).not.toHaveProperty('Tags');
  expect(latest).not.toHaveProperty('Concurrency');
  expect(latest.Configuration).not.toHaveProperty('DeadLetterConfig');
  expect(latest.Configuration).not.toHaveProperty('KMSKeyArn');
  expect(await retention()).toEqual([undefined]);
  expect(await sources()).toEqual([]);
  for (const operation of [
    'get-policy',
    'get-function-url-config',
    'get-function-event-invoke-config',
    'get-provisioned-concurrency-config',
  ]) {
    await expect(onAlias(operation), operation).rejects.toThrow('NotFound');
  }
  expect(await deploy()).toMatchObject({ changed: false });
  expect(await mutating()).toEqual([]);
});
