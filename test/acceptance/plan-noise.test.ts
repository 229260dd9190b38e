/** Issue 3, item 2: what is so already is no difference, whether the file spells it out or leaves it out. */
import { join } from 'node:path';
import { AttachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlanResult } from '../../src/pipeline/plan.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

const bare = 'name: quiet\nfunctions:\n  quiet: { role: auto }\n';

const spelledOut = `name: quiet
repository: { name: quiet, tagMutability: mutable, scanOnPush: false }
image: { context: ., dockerfile: Dockerfile, args: {} }
functions:
  quiet:
    name: quiet
    role: auto
    architecture: x86_64
    memorySize: 128
    timeout: 3
    ephemeralStorage: 512
    description: ""
    imageConfig: { command: [], entryPoint: [], workingDirectory: "" }
    environment: {}
    environmentMode: replace
    vpc: { subnetIds: [], securityGroupIds: [], ipv6AllowedForDualStack: false }
    fileSystems: []
    deadLetter: ""
    tracing: PassThrough
    logging: { logFormat: Text, logGroup: /aws/lambda/quiet }
    kmsKeyArn: ""
    tags: {}
    recursion: Terminate
    functionUrl: false
    asyncInvoke: false
    reservedConcurrency: false
    permissions: []
    eventSources: []
    logRetention: false
    alias: live
    publish: true
`;

const rich = `name: quiet
functions:
  quiet:
    role: auto
    vpc: { subnetIds: [subnet-0000000b, subnet-0000000a], securityGroupIds: [sg-00000002, sg-00000001] }
    logging: { logFormat: JSON }
    environment: { B1: "2", A1: "1" }
    tags: { b: "2", a: "1" }
    functionUrl: { authType: AWS_IAM, cors: { allowMethods: [GET, POST] } }
`;

let region: RegionProcess;
let project: Project;

beforeAll(async () => {
  project = await createProject({ 'lading.yaml': bare });
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
});

afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

const lading = (...args: string[]) => runLading([...args, '--local'], { cwd: project.folder });

async function deploys(config: string): Promise<void> {
  await project.write('lading.yaml', config);
  const run = await lading('deploy', '--json');
  expect(run.code, run.stdout + run.stderr).toBe(0);
}

/** In text and in JSON, with exit code 0 although 6 was asked for. */
async function plansNothing(config: string): Promise<void> {
  await project.write('lading.yaml', config);
  const json = await lading('plan', '--exit-code', '--json');
  const plan = document<PlanResult>(json);
  const noise = plan.functions.flatMap(({ configuration, attachments }) => [
    ...configuration,
    ...attachments.flatMap(({ changes }) => changes),
  ]);
  expect(noise).toEqual([]);
  expect(plan.changes, json.stdout).toBe(false);
  expect(json.code).toBe(0);
  const text = await lading('deploy', '--plan', '--exit-code');
  expect(text.code, text.stdout + text.stderr).toBe(0);
  expect(text.stdout).toContain('Nothing to do');
  expect(text.stdout).not.toMatch(/^ *[~+-] /m);
}

it('a file that spells out no default', async () => {
  await deploys(bare);
  await plansNothing(bare);
});

it('every default spelled out, for a function that was deployed with none', () => plansNothing(spelledOut));

it('no default spelled out, for a function that was deployed with every one', async () => {
  await deploys(spelledOut.replaceAll('quiet', 'loud'));
  await plansNothing(spelledOut.replaceAll('quiet', 'loud'));
  await plansNothing(bare.replaceAll('quiet', 'loud'));
});

it('another order of subnets, groups, variables and tags, and the levels that JSON logs have by default', async () => {
  const place = {
    endpoint: region.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
  await new IAMClient(place).send(new AttachRolePolicyCommand({ RoleName: 'lading-quiet', PolicyArn }));
  await deploys(rich);
  const found = await new LambdaClient(place).send(
    new GetFunctionConfigurationCommand({ FunctionName: 'quiet' }),
  );
  expect(found.VpcConfig?.SubnetIds).toEqual(['subnet-0000000b', 'subnet-0000000a']);
  const reordered = rich
    .replace('subnet-0000000b, subnet-0000000a', 'subnet-0000000a, subnet-0000000b')
    .replace('sg-00000002, sg-00000001', 'sg-00000001, sg-00000002')
    .replace('B1: "2", A1: "1"', 'A1: "1", B1: "2"')
    .replace('b: "2", a: "1"', 'a: "1", b: "2"')
    .replace('GET, POST', 'POST, GET')
    .replace(
      'logFormat: JSON',
      'logFormat: JSON, applicationLogLevel: INFO, systemLogLevel: INFO, logGroup: /aws/lambda/quiet',
    )
    .replace('authType: AWS_IAM', 'authType: AWS_IAM, invokeMode: BUFFERED');
  await plansNothing(reordered);
});

it('what differs is still seen', async () => {
  await project.write('lading.yaml', rich.replace('subnet-0000000a', 'subnet-0000000c'));
  const run = await lading('plan', '--exit-code');
  expect(run.code).toBe(6);
  expect(run.stdout).toContain(
    '~ vpc.subnetIds: ["subnet-0000000a","subnet-0000000b"] → ["subnet-0000000b","subnet-0000000c"]',
  );
});
