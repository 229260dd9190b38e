/** Issue 4 item 7: `repository.keepImages` lets ECR delete what no function uses, and nothing else. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeImagesCommand,
  GetLifecyclePolicyCommand,
  GetLifecyclePolicyPreviewCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  StartLifecyclePolicyPreviewCommand,
} from '@aws-sdk/client-ecr';
import { CreateFunctionCommand, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { unusedMark } from '../../src/domain/image-marks.js';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PlanResult } from '../../src/pipeline/plan.js';
import { randomLayer, savedImage, tarOf } from '../adapters/archive/archive-fixtures.js';
import { buildImage } from '../region/ecr/push-image.js';
import { openScene, type Scene } from './failure-cases/scene.js';
import { document } from './run-lading.js';

const day = 24 * 60 * 60 * 1000;
const repositoryName = 'kept';

let scene: Scene;
/** Of the region's clock, so that images can be old. */
let offset = 0;
const old: string[] = [];

beforeAll(async () => {
  scene = await openScene({ clock: () => Date.now() + offset });
  for (let age = 9; age > 3; age -= 1) {
    offset = -age * day;
    const image = buildImage();
    await scene.region.push(repositoryName, `v${age}`, image);
    old.push(image.digest);
  }
  offset = 0;
  const theirs = { FunctionName: 'theirs', Role: scene.role, PackageType: 'Image' as const };
  const ImageUri = `${scene.region.settings.host}/${repositoryName}@${old[0]}`;
  await scene.region.lambda.send(new CreateFunctionCommand({ ...theirs, Code: { ImageUri } }));
  await scene.region.lambda.send(new PublishVersionCommand({ FunctionName: 'theirs' }));
});
afterAll(() => scene?.close());
beforeEach(() => {
  scene.changes();
});

async function configure(repository: string, functions = 'ours'): Promise<void> {
  await scene.project.write(
    'lading.yaml',
    `name: ${repositoryName}\nrepository: { ${repository} }\nfunctions:\n  ${functions}: { role: "${scene.role}" }\n`,
  );
}

async function newImage(): Promise<string[]> {
  await writeFile(join(scene.project.folder, 'image.tar'), await tarOf(savedImage([await randomLayer()])));
  return ['--archive', 'image.tar'];
}

async function deploy(args: readonly string[]): Promise<DeployResult> {
  const run = await scene.lading(['deploy', ...args, '--json']);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return document<DeployResult>(run);
}

async function plan(args: readonly string[]): Promise<PlanResult> {
  const run = await scene.lading(['plan', ...args, '--json']);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return document<PlanResult>(run);
}

async function tags(digest: string | undefined): Promise<string[]> {
  const { imageDetails = [] } = await scene.region.ecr.send(
    new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest: digest }] }),
  );
  return (imageDetails[0]?.imageTags ?? []).sort();
}

/** Digests that ECR itself says would go. */
async function expiring(): Promise<string[]> {
  await scene.region.ecr.send(new StartLifecyclePolicyPreviewCommand({ repositoryName }));
  const { previewResults = [] } = await scene.region.ecr.send(
    new GetLifecyclePolicyPreviewCommand({ repositoryName }),
  );
  return previewResults.map(({ imageDigest }) => imageDigest ?? '').sort();
}

const short = (digest: string | undefined) => digest?.slice('sha256:'.length, 'sha256:'.length + 12);

it('writes the policy and marks what nothing uses, besides the newest; the plan says so before', async () => {
  await configure('keepImages: 2');
  const image = await newImage();
  expect((await plan(image)).repository.changes).toEqual([{ path: 'keepImages', from: false, to: 2 }]);
  const { repository } = await deploy(image);
  // Kept: the one of somebody else's version, the new one and the newest old one.
  expect(repository).toMatchObject({ action: 'updated', retired: old.slice(1, 5) });
  expect(await tags(old[1])).toEqual([`lading-unused-${short(old[1])}`, 'v8']);
  expect(await expiring()).toEqual(old.slice(1, 5).sort());
  scene.changes();
  expect((await deploy(image)).changed).toBe(false);
  expect(scene.changes()).toEqual([]);
});

it('protects a marked image that somebody has put to use, with the next deploy', async () => {
  const theirs = { FunctionName: 'revived', Role: scene.role, PackageType: 'Image' as const };
  const ImageUri = `${scene.region.settings.host}/${repositoryName}@${old[2]}`;
  await scene.region.lambda.send(new CreateFunctionCommand({ ...theirs, Code: { ImageUri } }));
  await deploy(await newImage());
  expect(await tags(old[2])).toContain(`lading-in-use-${short(old[2])}`);
  expect(await expiring()).not.toContain(old[2]);
});

it('protects a marked image before a function gets it, also without the setting', async () => {
  await configure('tagMutability: mutable', 'second');
  const result = await deploy(['--image', `${scene.region.settings.host}/${repositoryName}@${old[3]}`]);
  expect(result.warnings.map(({ id }) => id)).not.toContain('A16');
  expect(await tags(old[3])).toContain(`lading-in-use-${short(old[3])}`);
  const order = scene.changes();
  expect(order.findIndex((name) => /manifest/i.test(name))).toBeLessThan(order.indexOf('CreateFunction'));
  expect(await expiring()).not.toContain(old[3]);
});

it('protects an image that another deploy marks just before a function gets it', async () => {
  const image = buildImage();
  offset = -5 * day;
  await scene.region.push(repositoryName, 'late', image);
  offset = 0;
  await configure('tagMutability: mutable', 'third');
  const headers = {
    'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.PutImage',
    'content-type': 'application/x-amz-json-1.1',
  };
  const body = { repositoryName, imageManifest: image.manifest, imageTag: unusedMark(image.digest) };
  scene.fault({ operation: 'CreateFunction', first: { method: 'POST', url: '/', headers, body } });
  await deploy(['--image', `${scene.region.settings.host}/${repositoryName}@${image.digest}`]);
  const mark = short(image.digest);
  expect(await tags(image.digest)).toEqual(['late', `lading-in-use-${mark}`, `lading-unused-${mark}`].sort());
  expect(await expiring()).not.toContain(image.digest);
});

it('says what it cannot do and deploys all the same', async () => {
  await configure('keepImages: 2');
  scene.fault({
    service: 'lambda',
    operation: 'ListFunctions',
    error: { code: 'AccessDeniedException', message: 'not allowed', status: 403 },
    times: 9,
  });
  const { changed, warnings } = await deploy(await newImage());
  scene.region.faults.clear();
  expect(changed).toBe(true);
  expect(warnings.filter(({ id }) => id === 'A16')).toMatchObject([
    { message: expect.stringMatching(/could not be marked.*not allowed/) },
  ]);
});

it('takes the policy away with false, once', async () => {
  await configure('keepImages: false');
  const image = await newImage();
  expect((await plan(image)).repository.changes).toEqual([{ path: 'keepImages', from: 2, to: false }]);
  await deploy(image);
  const policy = scene.region.ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  await expect(policy).rejects.toMatchObject({ name: 'LifecyclePolicyNotFoundException' });
  scene.changes();
  expect((await deploy(image)).changed).toBe(false);
  expect(scene.changes()).toEqual([]);
});

it('refuses rules of others, and takes its own among them once they are added by hand', async () => {
  await configure('keepImages: 2');
  const image = await newImage();
  const theirs = {
    rulePriority: 9,
    description: 'untagged',
    selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 9 },
    action: { type: 'expire' },
  };
  const put = (rules: object[]) =>
    scene.region.ecr.send(
      new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: JSON.stringify({ rules }) }),
    );
  await put([theirs]);
  scene.changes();
  const refusal = { code: 'KEEP_IMAGES_UNSAFE', exit: 4, says: ['rules that lading did not write'] } as const;
  const { suggestions } = await scene.refuses(refusal, () => ['deploy', ...image]);
  expect(scene.changes()).toEqual([]);
  const printed = suggestions.map((text) => /\{"rules".*\}$/.exec(text)?.[0]).find(Boolean) ?? '{}';
  await put([...(JSON.parse(printed) as { rules: object[] }).rules, theirs]);
  expect((await plan(image)).repository).toMatchObject({ action: 'none', changes: [] });
  expect((await deploy(image)).repository.action).toBe('unchanged');
});

it('refuses a repository that other accounts pull from', async () => {
  const statement = {
    Sid: 'others',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::999999999999:root' },
    Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  };
  const lambda = { ...statement, Sid: 'lambda', Principal: { Service: 'lambda.amazonaws.com' } };
  const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement, lambda] });
  await scene.region.ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
  const image = await newImage();
  const refusal = { code: 'KEEP_IMAGES_UNSAFE', exit: 4, says: ['999999999999'] } as const;
  scene.changes();
  await scene.refuses(refusal, () => ['plan', ...image]);
  expect(scene.changes()).toEqual([]);
});
