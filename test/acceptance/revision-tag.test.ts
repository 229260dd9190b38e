/** Issue 4 item 1: a new image is tagged with its commit; an unchanged one is left alone from commit to commit. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PlanResult } from '../../src/pipeline/plan.js';
import { createProject, defaultDockerfile, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

const mark = `dev.lading.test=${randomUUID()}`;
const dockerfile = `${defaultDockerfile}LABEL ${mark}\nARG X\nLABEL x=$X\n`;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let home: Project;
let project: Project;
let region: RegionProcess;
let ecr: ECRClient;
let lambda: LambdaClient;

beforeAll(async () => {
  home = await createProject();
  region = await startRegionProcess(join(home.folder, 'region'), ['--port', '0']);
  const place = { region: 'us-east-1', endpoint: region.url, credentials };
  [ecr, lambda] = [new ECRClient(place), new LambdaClient(place)];
  // The file that lading reads changes between deploys and is no source.
  project = await createProject({ Dockerfile: dockerfile, '.gitignore': 'lading.yaml\n' });
  git('init', '-q');
  git('add', '.');
  commit();
});

afterAll(async () => {
  ecr?.destroy();
  lambda?.destroy();
  await region?.stop();
  const options = { encoding: 'utf8' } as const;
  const left = execFileSync('docker', ['images', '-q', '--no-trunc', '--filter', `label=${mark}`], options);
  const ids = [...new Set(left.split('\n').filter((id) => id !== ''))];
  if (ids.length > 0) execFileSync('docker', ['rmi', '-f', ...ids], { stdio: 'ignore' });
  await Promise.all([home, project].map((made) => made?.remove()));
});

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
  const options = { cwd: project.folder, encoding: 'utf8' } as const;
  return execFileSync('git', [...identity, ...args], options).trim();
}

/** The first 12 digits of a new commit. */
function commit(): string {
  git('commit', '-q', '-a', '--allow-empty', '-m', 'more');
  return git('rev-parse', 'HEAD').slice(0, 12);
}

async function lading<Result>(...args: string[]): Promise<Result> {
  const env = {
    AWS_ENDPOINT_URL: region.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const run = await runLading([...args, '--json'], { cwd: project.folder, env });
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return document<Result>(run);
}

async function configure(name: string, x: number, repository = ''): Promise<void> {
  const image = `image: { args: { X: "${x}" } }\n`;
  const functions = `functions: { ${name}: { role: auto, timeout: 10 } }\n`;
  await project.write('lading.yaml', `name: ${name}\n${repository}${image}${functions}`);
}

async function tags({ image }: DeployResult): Promise<string[]> {
  const repositoryName = image.uri.slice(image.uri.indexOf('/') + 1, image.uri.indexOf('@'));
  const imageIds = [{ imageDigest: image.digest }];
  const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }));
  return [...(imageDetails?.[0]?.imageTags ?? [])].sort();
}

interface Histories {
  functions: { releases: { git: string | null; tags: string[] }[] }[];
}

it('tags a new image with the commit, as the plan says, and history shows it', async () => {
  const sha = commit();
  await configure('tagged', 1);
  const plan = await lading<PlanResult>('plan');
  const result = await lading<DeployResult>('deploy');
  expect(plan.image.tags).toEqual([result.image.tag, `git-${sha}`]);
  expect(await tags(result)).toEqual([`git-${sha}`, result.image.tag]);
  const [own] = (await lading<Histories>('history')).functions;
  expect(own?.releases).toMatchObject([{ git: sha, tags: expect.arrayContaining([`git-${sha}`]) }]);
});

it('leaves an unchanged image alone in a later commit', async () => {
  await configure('tagged', 1);
  commit();
  await region.forgetRequests();
  expect((await lading<DeployResult>('deploy')).changed).toBe(false);
  expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
});

it('gives no tag to what no commit holds', async () => {
  await project.write('bootstrap', '#!/bin/sh\necho uncommitted\n');
  await configure('tagged', 1);
  const result = await lading<DeployResult>('deploy');
  expect(result.changed).toBe(true);
  expect(await tags(result)).toEqual([result.image.tag]);
  commit();
});

it('leaves it with the first image where tags may not move, else with the last', async () => {
  const sha = commit();
  await configure('fixed', 1, 'repository: { tagMutability: immutable }\n');
  const first = await lading<DeployResult>('deploy');
  await configure('fixed', 2);
  const second = await lading<DeployResult>('deploy');
  expect([await tags(first), await tags(second)]).toEqual([
    [`git-${sha}`, first.image.tag],
    [second.image.tag],
  ]);
  await configure('movable', 1);
  await lading<DeployResult>('deploy');
  await configure('movable', 2);
  expect(await tags(await lading<DeployResult>('deploy'))).toContain(`git-${sha}`);
});

it('tells history the commit of what another tool deployed', async () => {
  const sha = commit();
  await configure('pushed', 3);
  const pushed = await lading<DeployResult>('push');
  expect(await tags(pushed)).toContain(`git-${sha}`);
  await configure('roles', 3);
  await lading<DeployResult>('deploy', 'roles');
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'theirs',
      Role: 'arn:aws:iam::000000000000:role/lading-roles',
      PackageType: 'Image',
      Code: { ImageUri: pushed.image.uri },
      Publish: true,
    }),
  );
  const [theirs] = (await lading<Histories>('history', 'theirs')).functions;
  expect(theirs?.releases[0]).toMatchObject({ git: sha });
});
