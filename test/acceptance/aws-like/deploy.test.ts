/** Issue 3 item 10: a deploy against servers that we did not write, told apart from AWS by an endpoint only, and read back by the AWS CLI. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeployResult } from '../../../src/pipeline/deploy-result.js';
import { type AwsCli, awsCli } from '../../servers/aws-cli.js';
import { describeAwsLike } from '../../servers/aws-like.js';
import { removeLater, removePulledLater } from '../../servers/engine.js';
import { createProject, type Project } from '../project.js';
import { document, runLading } from '../run-lading.js';
import { imageIdOf } from './image-id.js';
import { motoAndRegistry, ourRegion, type Place } from './place.js';

const config = (memory: number): string => `name: hello
region: eu-west-1
repository: { name: team/hello, tagMutability: immutable, scanOnPush: true }
functions:
  hello:
    role: auto
    memorySize: ${memory}
    timeout: 20
    environment: { COLOUR: blue }
    imageConfig: { command: [app.handler] }
`;

describeAwsLike('moto and docker-registry under the name of ECR', () =>
  tellsTheSame(() => motoAndRegistry(true)),
);
describe('our region', () => tellsTheSame(ourRegion));

function tellsTheSame(open: () => Promise<Place>): void {
  let place: Place;
  let project: Project;
  let aws: AwsCli;
  let first: DeployResult;
  let second: DeployResult;

  beforeAll(async () => {
    place = await open();
    removePulledLater(place.host);
    project = await createProject({ 'lading.yaml': config(256) });
    aws = awsCli(place.endpoint, place.region);
  });

  afterAll(async () => {
    await place?.close();
    await project?.remove();
  });

  async function deploy(...flags: string[]): Promise<DeployResult> {
    const run = await runLading(['deploy', '--json', ...flags], { cwd: project.folder, env: place.env });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    return document<DeployResult>(run);
  }

  async function functionNow() {
    const [found, alias] = await Promise.all([
      aws('lambda', 'get-function', '--function-name', 'hello'),
      aws('lambda', 'get-alias', '--function-name', 'hello', '--name', 'live'),
    ]);
    const { Configuration, Code } = found as Record<'Configuration' | 'Code', Record<string, unknown>>;
    return { Configuration, Code, alias };
  }

  it('builds, pushes and creates', async () => {
    first = await deploy();
    expect(first).toMatchObject({
      changed: true,
      repository: { uri: `${place.host}/team/hello`, action: 'created' },
      image: { layers: { total: 3, pushed: 3 } },
      functions: [{ name: 'hello', action: 'created', version: '1', state: 'Active' }],
    });
    expect(first.functions[0]?.codeSha256).toBe(first.image.digest.replace('sha256:', ''));
    removeLater(imageIdOf(first));
  });

  it('and the AWS CLI reads back the repository, its policy, the role, the function and the alias', async () => {
    const [repositories, policy, role, policies, now] = await Promise.all([
      aws('ecr', 'describe-repositories', '--repository-names', 'team/hello'),
      aws('ecr', 'get-repository-policy', '--repository-name', 'team/hello'),
      aws('iam', 'get-role', '--role-name', 'lading-hello'),
      aws('iam', 'list-attached-role-policies', '--role-name', 'lading-hello'),
      functionNow(),
    ]);
    expect(repositories).toMatchObject({
      repositories: [
        {
          registryId: place.account,
          repositoryUri: first.repository.uri,
          imageTagMutability: 'IMMUTABLE',
          imageScanningConfiguration: { scanOnPush: true },
        },
      ],
    });
    const { Statement } = JSON.parse(String(policy.policyText)) as { Statement: unknown[] };
    expect(Statement).toMatchObject([
      {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      },
    ]);
    const { Arn } = (role as { Role: { Arn: string } }).Role;
    expect(policies).toMatchObject({ AttachedPolicies: [{ PolicyName: 'AWSLambdaBasicExecutionRole' }] });
    expect(now.Configuration).toMatchObject({
      FunctionArn: first.functions[0]?.arn,
      PackageType: 'Image',
      Role: Arn,
      MemorySize: 256,
      Timeout: 20,
      Architectures: ['x86_64'],
      Environment: { Variables: { COLOUR: 'blue' } },
      ImageConfigResponse: { ImageConfig: { Command: ['app.handler'] } },
    });
    expect(now.Code).toMatchObject({ RepositoryType: 'ECR', ImageUri: first.image.uri });
    expect(now.alias).toMatchObject({ FunctionVersion: '1' });
  });

  it('a second run changes nothing', async () => {
    const again = await deploy();
    expect(again).toMatchObject({
      changed: false,
      image: { digest: first.image.digest, layers: { pushed: 0 } },
    });
    expect(again.functions).toEqual([{ ...first.functions[0], action: 'unchanged' }]);
    const versions = await aws('lambda', 'list-versions-by-function', '--function-name', 'hello');
    expect(versions.Versions).toHaveLength(2);
  });

  it('new code: one layer, another digest, version 2 behind the alias', async () => {
    await project.write('bootstrap', `#!/bin/sh\necho changed ${project.folder}\n`);
    second = await deploy();
    expect(second).toMatchObject({
      changed: true,
      image: { layers: { total: 3, pushed: 1 } },
      functions: [{ action: 'updated', alias: { name: 'live' } }],
    });
    expect(second.image.digest).not.toBe(first.image.digest);
    removeLater(imageIdOf(second));
    const { Code, alias } = await functionNow();
    expect(Code.ImageUri).toBe(second.image.uri);
    expect(alias.FunctionVersion).toBe(second.functions[0]?.version);
    expect(Number(alias.FunctionVersion)).toBeGreaterThan(1);
  });

  it('new settings alone: the code stays, and status agrees', async () => {
    await project.write('lading.yaml', config(512));
    const third = await deploy();
    expect(third).toMatchObject({
      changed: true,
      image: { digest: second.image.digest, layers: { pushed: 0 } },
    });
    const { Configuration, Code, alias } = await functionNow();
    expect(Configuration.MemorySize).toBe(512);
    expect(Code.ImageUri).toBe(second.image.uri);
    const run = await runLading(['status', '--json'], { cwd: project.folder, env: place.env });
    expect(run.code, run.stdout).toBe(0);
    expect(document(run)).toMatchObject({
      functions: [
        {
          name: 'hello',
          image: { digest: second.image.digest },
          aliases: [{ name: 'live', version: alias.FunctionVersion }],
        },
      ],
    });
  });
}
