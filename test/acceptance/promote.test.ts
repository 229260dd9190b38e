/** Issue 4 item 6: the same digest in another region and account, copied registry to registry, not rebuilt. */
import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchGetImageCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mediaTypes } from '../../src/domain/image-manifest.js';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PromoteResult } from '../../src/pipeline/promote.js';
import { expectRefusal } from './failure-cases/both-faces.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

let project: Project;
let staging: RegionProcess;
let production: RegionProcess;
let staged: DeployResult;

beforeAll(async () => {
  project = await createProject({
    'lading.yaml': `name: goes-on
functions:
  app: { role: auto, memorySize: 128 }
stages:
  staging: { region: us-east-1 }
  prod: { region: eu-west-1, repository: { name: goes-on-prod }, functions: { app: { memorySize: 512 } } }
`,
  });
  staging = await startRegionProcess(join(project.folder, 'regions/staging'), ['--port', '0']);
  production = await startRegionProcess(join(project.folder, 'regions/prod'), [
    '--port',
    '0',
    '--region',
    'eu-west-1',
    '--account',
    '222222222222',
  ]);
  const profile = (name: string, url: string) =>
    `[profile ${name}]\nendpoint_url = ${url}\naws_access_key_id = local\naws_secret_access_key = local\n`;
  await writeFile(
    join(project.folder, 'aws-config'),
    profile('staging', staging.url) + profile('prod', production.url),
  );
  await writeFile(join(project.folder, '.dockerignore'), 'regions\naws-config\n');
  const run = await lading('deploy', '--stage', 'staging', '--profile', 'staging');
  expect(run.code, run.stdout + run.stderr).toBe(0);
  staged = document<DeployResult>(run);
});

afterAll(async () => {
  await staging?.stop();
  await production?.stop();
  await project?.remove();
});

function environment(command: string | undefined) {
  return {
    AWS_CONFIG_FILE: join(project.folder, 'aws-config'),
    DOCKER_HOST: command === 'promote' ? 'unix:///nowhere.sock' : undefined,
  };
}

function lading(...args: string[]) {
  return runLading([...args, '--json'], { cwd: project.folder, env: environment(args[0]) });
}

const across = ['--from', 'staging', '--to', 'prod', '--from-profile', 'staging', '--profile', 'prod'];

it('is killed when all layers are there, but not the image', async () => {
  await production.addFault({ service: 'registry', operation: 'PUT manifest', delay: 5_000 });
  let child: ChildProcess | undefined;
  const run = runLading(['promote', ...across], {
    cwd: project.folder,
    env: environment('promote'),
    onStart: (started) => {
      child = started;
    },
  });
  const pending = async () => (await fetch(`${production.url}/_lading/faults`)).json();
  await expect.poll(pending, { timeout: 30_000 }).toMatchObject({ faults: [] });
  child?.kill('SIGKILL');
  expect((await run).code).toBeNull();
});

it('copies and deploys the very digest with the settings of the other stage, without an engine', async () => {
  const run = await lading('promote', ...across);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  const result = document<PromoteResult>(run);
  expect(result.image.digest).toBe(staged.image.digest);
  // What was sent before the kill is not sent again.
  expect(result.image.layers).toMatchObject({ pushed: 0 });
  expect(result.image.uri).toBe(`${production.host}/goes-on-prod@${staged.image.digest}`);
  expect(result.promoted).toEqual({ from: staged.image.uri, digest: staged.image.digest });
  expect(result.functions[0]).toMatchObject({
    name: 'app',
    action: 'created',
    codeSha256: staged.image.digest.replace('sha256:', ''),
  });
  expect(result.functions[0]?.arn).toContain(':eu-west-1:222222222222:');
  expect((await staging.requests()).filter(({ operation }) => operation === 'PUT manifest')).toHaveLength(1);
});

it('changes nothing the second time', async () => {
  const began = Date.now();
  const run = await lading('promote', ...across);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(document<PromoteResult>(run).changed).toBe(false);
  expect(await changesSince(began)).toEqual([]);
});

it('says what is missing, and changes nothing', async () => {
  const began = Date.now();
  const without = await lading('promote', '--to', 'prod', '--profile', 'prod');
  expect(without.code).toBe(2);
  const unknown = await lading('promote', '--from', 'nowhere', '--to', 'prod', '--profile', 'prod');
  expect(unknown.code, unknown.stdout).toBe(2);
  expect(unknown.stdout).toContain('nowhere');
  const tagged = await lading(
    'promote',
    '--image',
    `${staging.host}/goes-on:latest`,
    '--to',
    'prod',
    '--profile',
    'prod',
  );
  expect(tagged.code).toBe(2);
  expect(document<{ error: { code: string } }>(tagged).error.code).toBe('REFERENCE_INVALID');
  const index = await indexOf(staged.image.digest);
  const listed = await lading(
    'promote',
    '--image',
    `${staging.host}/goes-on@${index}`,
    '--to',
    'prod',
    '--from-profile',
    'staging',
    '--profile',
    'prod',
  );
  const { suggestions } = expectRefusal(listed, {
    code: 'IMAGE_IS_INDEX',
    exit: 4,
    says: ['Nothing was changed'],
  });
  expect(suggestions.join()).toContain(staged.image.digest);
  expect(await changesSince(began)).toEqual([]);
});

/** What production was asked to change since then; the request that was killed is only written down when its delay is over. */
async function changesSince(began: number): Promise<object[]> {
  const requests = await production.requests();
  return requests.filter(({ mutating, at, milliseconds }) => mutating && at - milliseconds >= began);
}

/** An index of that one image, in the repository of staging; its digest. */
async function indexOf(digest: string): Promise<string> {
  const place = {
    endpoint: staging.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const ecr = new ECRClient(place);
  const repositoryName = 'goes-on';
  const { images = [] } = await ecr.send(
    new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest: digest }] }),
  );
  const { imageManifest = '', imageManifestMediaType: mediaType } = images[0] ?? {};
  const size = Buffer.byteLength(imageManifest);
  const manifests = [{ mediaType, size, digest, platform: { os: 'linux', architecture: 'amd64' } }];
  const index = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests });
  const { image } = await ecr.send(
    new PutImageCommand({
      repositoryName,
      imageManifest: index,
      imageManifestMediaType: mediaTypes.ociIndex,
      imageTag: 'index',
    }),
  );
  ecr.destroy();
  return image?.imageId?.imageDigest ?? '';
}
