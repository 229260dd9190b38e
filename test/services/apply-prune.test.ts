import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  PutProvisionedConcurrencyConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../src/domain/digest.js';
import { mediaTypes } from '../../src/domain/image-manifest.js';
import { parseRepositoryName } from '../../src/domain/image-reference.js';
import { applyPrune } from '../../src/services/apply-prune.js';
import { type PruneRequest, readPrunePlan } from '../../src/services/plan-prune.js';
import { specWith } from '../domain/functions.js';
import { type BuiltImage, buildImage, buildIndex } from '../region/ecr/push-image.js';
import { failureOf } from './failure-of.js';
import { type ReleaseWorld, startReleaseWorld } from './release-world.js';

const { name } = specWith({});
const on = { FunctionName: name };
let world: ReleaseWorld;
/** Of the versions 1, 2, 3 …; `live` names the last one. */
let digests: Digest[];

beforeEach(async () => {
  world = await startReleaseWorld();
  digests = [];
});
afterEach(() => world.close());

async function release(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    const digest = await world.image();
    await world.release(digest);
    digests.push(digest);
  }
}

const request = (): PruneRequest => ({
  repository: parseRepositoryName('app'),
  functions: [name],
  rules: { keepReleases: 1, keepAge: 0, now: world.region.now() + 1 },
  ignoreOtherAccounts: false,
});

const planned = () => readPrunePlan(request(), world.deps);

/** Plans, lets something happen, and deletes. */
async function prune(
  meanwhile: () => Promise<unknown> = async () => undefined,
  signal = new AbortController().signal,
) {
  const plan = await planned();
  await meanwhile();
  return applyPrune(plan, request(), world.deps, () => undefined, signal);
}

const left = async () => {
  const images = (await world.deps.catalogue.listImages(parseRepositoryName('app'))) ?? [];
  return images.map(({ digest }) => digest).sort();
};

it('keeps the versions that are called by their number, and says by what', async () => {
  await release(5);
  await world.region.attach('app', 'AmazonSQSFullAccess');
  const { lambda } = world.region;
  await lambda.send(
    new PutProvisionedConcurrencyConfigCommand({ ...on, Qualifier: '1', ProvisionedConcurrentExecutions: 1 }),
  );
  await lambda.send(
    new AddPermissionCommand({
      ...on,
      Qualifier: '2',
      StatementId: 'gateway',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
    }),
  );
  const EventSourceArn = `arn:aws:sqs:${world.region.settings.region}:${world.region.settings.account}:orders`;
  await lambda.send(new CreateEventSourceMappingCommand({ FunctionName: `${name}:3`, EventSourceArn }));
  const plan = await planned();
  expect(plan.versions.map(({ version }) => version)).toEqual(['4']);
  expect(plan.images.map(({ digest }) => digest)).toEqual([digests[3]]);
  expect(plan.called).toEqual([
    { functionName: name, version: '1', by: 'provisioned concurrency' },
    { functionName: name, version: '2', by: 'a permission to invoke it' },
    { functionName: name, version: '3', by: 'an event source' },
  ]);
});

it('asks for none of that when no version is to go', async () => {
  await release(1);
  world.seen();
  await planned();
  expect(world.seen()).not.toContain('ListEventSourceMappings');
});

it('lists a version that Lambda keeps, keeps its image with it, and deletes the others', async () => {
  await release(3);
  const pruned = await prune(() =>
    world.region.lambda.send(new CreateAliasCommand({ ...on, Name: 'held', FunctionVersion: '1' })),
  );
  expect(pruned.versions.map(({ version }) => version)).toEqual(['2']);
  expect(pruned.failures).toEqual([
    {
      kind: 'version',
      name: `${name}:1`,
      code: 'ResourceConflictException',
      reason: expect.stringContaining('aliases reference it: [held]'),
    },
  ]);
  expect(await left()).toEqual([digests[0], digests[2]].sort());
});

it('keeps an image that somebody published meanwhile, also when the rules would let that version go', async () => {
  await release(1);
  const spare = await world.image();
  await prune(async () => {
    await world.release(spare);
    await release(1);
  });
  expect(await left()).toEqual([spare, ...digests].sort());
});

it('deletes an index before its images, and keeps the signature of an image in use', async () => {
  await release(1);
  const children = [buildImage(), buildImage()];
  for (const [index, child] of children.entries()) await world.region.push('app', `c${index}`, child);
  await world.region.push('app', 'index', { ...buildIndex(children), blobs: [] });
  const signatures = [signatureOf(digests[0] ?? ''), signatureOf(children[0]?.digest ?? '')];
  for (const [index, signature] of signatures.entries())
    await world.region.push('app', `s${index}`, signature);
  const { failures, images } = await prune();
  expect(failures).toEqual([]);
  expect(images).toHaveLength(4);
  expect(await left()).toEqual([...digests, signatures[0]?.digest].sort());
});

it('stops between two requests after Ctrl-C, and knows what it has deleted', async () => {
  await release(3);
  const stop = new AbortController();
  const { remover } = world.deps;
  const stopping = {
    ...remover,
    deleteVersion: async (...which: Parameters<typeof remover.deleteVersion>) => {
      await remover.deleteVersion(...which);
      stop.abort();
    },
  };
  const plan = await planned();
  const deps = { ...world.deps, remover: stopping };
  const stopped = await failureOf(applyPrune(plan, request(), deps, () => undefined, stop.signal));
  expect(stopped).toMatchObject({ code: 'INTERRUPTED' });
  expect(world.deps.effects.all().at(-1)).toBe(`deleted version 1 of ${name}`);
  expect(await left()).toHaveLength(3);
});

function signatureOf(digest: string): BuiltImage {
  const image = buildImage();
  const subject = { mediaType: mediaTypes.ociManifest, size: 1, digest };
  const content = { ...(JSON.parse(image.manifest) as object), mediaType: mediaTypes.ociManifest, subject };
  const manifest = JSON.stringify(content);
  return { manifest, digest: digestOf(manifest), blobs: image.blobs };
}
