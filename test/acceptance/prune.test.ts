/** Issue 4 item 7: 200 images of which 37 are in use; exactly 163 go, and a kill in the middle loses nothing. */
import { join } from 'node:path';
import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-ecr';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PruneResult } from '../../src/pipeline/prune.js';
import { buildImage, pushImage } from '../region/ecr/push-image.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

const repository = 'many';
const functions = 20;
const moved = 17;

let project: Project;
let region: RegionProcess;
let ecr: ECRClient;
const inUse = new Set<string>();

beforeAll(async () => {
  project = await createProject({
    'lading.yaml': `name: ${repository}\nfunctions: { ours: { role: auto } }\n`,
  });
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), [
    '--port',
    '0',
    '--activation-delay',
    '1ms',
  ]);
  const place = {
    region: 'us-east-1',
    endpoint: region.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  ecr = new ECRClient(place);
  await ecr.send(new CreateRepositoryCommand({ repositoryName: repository }));
  const digests = await push(200);
  await useSome(new LambdaClient(place), await makeRole(new IAMClient(place)), digests);
}, 180_000);

afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

async function push(count: number): Promise<string[]> {
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const authorization = async () => `Basic ${authorizationData?.[0]?.authorizationToken}`;
  const images = Array.from({ length: count }, () => buildImage());
  for (const [index, image] of images.entries())
    await pushImage({ url: region.url, authorization } as never, repository, `t${index}`, image);
  return images.map(({ digest }) => digest);
}

async function makeRole(iam: IAMClient): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return Role?.Arn ?? '';
}

/** Other people's functions: 20 run an image each; 17 of them published it and went on to another one. */
async function useSome(lambda: LambdaClient, role: string, digests: readonly string[]): Promise<void> {
  const uri = (index: number) => {
    const digest = digests[index] ?? '';
    inUse.add(digest);
    return `${region.host}/${repository}@${digest}`;
  };
  const wait = { client: lambda, maxWaitTime: 20, minDelay: 0.01, maxDelay: 0.05 };
  for (let index = 0; index < functions; index += 1) {
    const FunctionName = `theirs-${index}`;
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: role,
        PackageType: 'Image',
        Code: { ImageUri: uri(index) },
      }),
    );
    await waitUntilFunctionActiveV2(wait, { FunctionName });
    if (index >= moved) continue;
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ImageUri: uri(functions + index) }));
    await waitUntilFunctionUpdatedV2(wait, { FunctionName });
  }
}

async function present(): Promise<string[]> {
  const { imageDetails = [] } = await ecr.send(
    new DescribeImagesCommand({ repositoryName: repository, maxResults: 1000 }),
  );
  return imageDetails.map(({ imageDigest }) => imageDigest ?? '');
}

const args = ['prune', '--local', '--older-than', '0s'];

it('shows the plan and deletes nothing without --yes', async () => {
  await region.forgetRequests();
  const run = await runLading([...args, '--json'], { cwd: project.folder });
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(document<PruneResult>(run)).toMatchObject({ applied: false, kept: { images: 37 } });
  expect(document<PruneResult>(run).images).toHaveLength(163);
  expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
  // The repository alone will do, where there is no file.
  const alone = await runLading(
    [...args.filter((arg) => arg !== '--local'), '--repository', repository, '--json'],
    {
      cwd: join(project.folder, '.lading'),
      env: {
        AWS_ENDPOINT_URL: region.url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    },
  );
  expect(document<PruneResult>(alone).images).toHaveLength(163);
  const text = await runLading(args, { cwd: project.folder });
  expect(text.stdout).toContain('To delete: 163 images');
  expect(text.stdout).toContain('Nothing was deleted. Delete it: lading prune --older-than 0s --yes');
});

it('keeps everything that is young', async () => {
  const run = await runLading(['prune', '--local', '--json', '--yes'], { cwd: project.folder });
  expect(document<PruneResult>(run)).toMatchObject({ applied: false, images: [] });
});

it('goes on after a kill in the middle and deletes exactly the 163 that nothing uses', async () => {
  await region.addFault({ service: 'ecr', operation: 'BatchDeleteImage', times: 1, after: 1, delay: 30_000 });
  const killed = await runLading([...args, '--yes', '--json'], {
    cwd: project.folder,
    onStart: (child) => {
      const timer = setInterval(async () => {
        if ((await present()).length === 200) return;
        clearInterval(timer);
        child.kill('SIGKILL');
      }, 50);
    },
  });
  expect(killed.code).toBeNull();
  await fetch(`${region.url}/_lading/faults`, { method: 'DELETE' });
  expect(await present()).toHaveLength(100);
  const run = await runLading([...args, '--yes', '--json'], { cwd: project.folder });
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(document<PruneResult>(run)).toMatchObject({ applied: true, failures: [] });
  expect(document<PruneResult>(run).images).toHaveLength(63);
  expect((await present()).sort()).toEqual([...inUse].sort());
});

it('has nothing to do the second time', async () => {
  const run = await runLading([...args, '--yes'], { cwd: project.folder });
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('Nothing to delete');
});

it('lists what ECR keeps, with exit code 4', async () => {
  const [digest = ''] = await push(1);
  const failure = {
    imageId: { imageDigest: digest },
    failureCode: 'UpstreamAccessDenied',
    failureReason: 'it stays',
  };
  await region.addFault({ operation: 'BatchDeleteImage', answer: { imageIds: [], failures: [failure] } });
  const run = await runLading([...args, '--yes', '--json'], { cwd: project.folder });
  expect(run.code, run.stderr).toBe(4);
  expect(document<PruneResult>(run)).toMatchObject({
    applied: true,
    images: [],
    failures: [{ kind: 'image', name: digest, code: 'UpstreamAccessDenied', reason: 'it stays' }],
  });
});

it('says that the repository does not exist', async () => {
  const run = await runLading([...args, '--repository', 'nowhere', '--json'], { cwd: project.folder });
  expect(run.code).toBe(4);
  expect(document<{ error: { code: string } }>(run).error.code).toBe('REPOSITORY_NOT_FOUND');
});
