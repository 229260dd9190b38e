/** What a lifecycle policy would expire: the rules of the documentation, and previews through the real SDK. */
import {
  CreateRepositoryCommand,
  GetLifecyclePolicyPreviewCommand,
  PutLifecyclePolicyCommand,
  StartLifecyclePolicyPreviewCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import { evaluateLifecycle, type LifecycleRule } from '../../../src/region/ecr/lifecycle-evaluation.js';
import { buildImage, buildIndex, pushImage, pushManifest } from './push-image.js';
import { startEcr, type TestEcr } from './start-ecr.js';

const day = 24 * 60 * 60 * 1000;
const now = 100 * day;

interface Shorthand {
  readonly tags?: readonly string[];
  /** Days since the push. */
  readonly age: number;
  readonly pulled?: number;
  readonly referenced?: boolean;
}

const rule = (rulePriority: number, selection: Partial<LifecycleRule['selection']>): LifecycleRule => ({
  rulePriority,
  selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1, ...selection },
  action: { type: 'expire' },
});
const tagged = (rulePriority: number, ...tagPrefixList: string[]) =>
  rule(rulePriority, { tagStatus: 'tagged', tagPrefixList });
const expired = (rules: LifecycleRule[], images: Record<string, Shorthand>): [string, number][] => {
  const all = Object.entries(images).map(([digest, { tags = [], age, pulled, referenced = false }]) => ({
    digest,
    tags,
    pushedAt: now - age * day,
    pulledAt: pulled === undefined ? undefined : now - pulled * day,
    referenced,
  }));
  return evaluateLifecycle(rules, all, now).map(({ image, rule: { rulePriority } }) => [
    image.digest,
    rulePriority,
  ]);
};

describe('evaluateLifecycle', () => {
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_examples.html
  const overlapping = {
    A: { tags: ['beta-1', 'prod-1'], age: 10 },
    B: { tags: ['beta-2', 'prod-2'], age: 9 },
    C: { tags: ['beta-3'], age: 8 },
  };

  it('lets a rule of higher priority protect what it selects', () => {
    expect(expired([tagged(1, 'prod'), tagged(2, 'beta')], overlapping)).toEqual([['A', 1]]);
  });

  it('applies rules by priority, not by position', () => {
    expect(expired([tagged(2, 'prod'), tagged(1, 'beta')], overlapping)).toEqual([
      ['A', 1],
      ['B', 1],
    ]);
  });

  it('wants every prefix or pattern to be met', () => {
    const images = { A: { tags: ['alpha-1'], age: 10 }, B: { tags: ['alpha-1', 'beta-1'], age: 9 } };
    const old = { countType: 'sinceImagePushed', countNumber: 5 } as const;
    const both = rule(1, { tagStatus: 'tagged', tagPrefixList: ['alpha', 'beta'], ...old });
    expect(expired([both], images)).toEqual([['B', 1]]);
    const patterns = rule(1, { tagStatus: 'tagged', tagPatternList: ['*-1', 'a*'], ...old });
    expect(expired([patterns], images)).toEqual([
      ['A', 1],
      ['B', 1],
    ]);
  });

  it('counts the youngest and expires the rest, oldest first', () => {
    const images = { A: { age: 1 }, B: { age: 3 }, C: { tags: ['v1'], age: 4 }, D: { age: 2 } };
    expect(expired([rule(1, { countNumber: 2 })], images)).toEqual([
      ['C', 1],
      ['B', 1],
    ]);
    expect(expired([rule(1, { tagStatus: 'untagged', countNumber: 2 })], images)).toEqual([['B', 1]]);
    expect(expired([rule(1, { countNumber: 4 })], images)).toEqual([]);
  });

  it('looks at days since the push or the pull', () => {
    const images = { A: { age: 6 }, B: { age: 30, pulled: 2 }, C: { age: 5 } };
    expect(expired([rule(1, { countType: 'sinceImagePushed', countNumber: 5 })], images)).toEqual([
      ['B', 1],
      ['A', 1],
    ]);
    expect(expired([rule(1, { countType: 'sinceImagePulled', countNumber: 5 })], images)).toEqual([['A', 1]]);
  });

  it('keeps what an index refers to', () => {
    const images = { A: { age: 9, referenced: true }, B: { age: 8 }, C: { age: 7 } };
    expect(expired([rule(1, {})], images)).toEqual([['B', 1]]);
  });
});

describe('previews', () => {
  const repositoryName = 'app';
  let ecr: TestEcr;
  beforeEach(async () => {
    ecr = await startEcr({ activationDelay: 300 });
    await ecr.client.send(new CreateRepositoryCommand({ repositoryName }));
  });
  afterEach(() => ecr.close());

  const policy = (countNumber: number) =>
    JSON.stringify({
      rules: [{ ...rule(7, { countNumber }), description: 'keep some of the images, expire the rest' }],
    });
  const start = (lifecyclePolicyText?: string) =>
    ecr.client.send(new StartLifecyclePolicyPreviewCommand({ repositoryName, lifecyclePolicyText }));
  const get = (more: object = {}) =>
    ecr.client.send(new GetLifecyclePolicyPreviewCommand({ repositoryName, ...more }));

  it('run for a while and then say what would go', async () => {
    const [first, second] = [buildImage(), buildImage()];
    await pushImage(ecr, repositoryName, 'v1', first);
    const pushed = new Date(ecr.time.now);
    ecr.time.now += 1000;
    await pushImage(ecr, repositoryName, 'v2', second);
    expect((await start(policy(1))).status).toBe('IN_PROGRESS');
    expect((await get()).status).toBe('IN_PROGRESS');
    await expect(start(policy(1))).rejects.toMatchObject({
      name: 'LifecyclePolicyPreviewInProgressException',
    });
    ecr.time.now += 300;
    expect(await get()).toMatchObject({
      registryId: '000000000000',
      repositoryName,
      lifecyclePolicyText: policy(1),
      status: 'COMPLETE',
      previewResults: [
        {
          imageTags: ['v1'],
          imageDigest: first.digest,
          imagePushedAt: pushed,
          action: { type: 'EXPIRE' },
          appliedRulePriority: 7,
        },
      ],
      summary: { expiringImageTotalCount: 1 },
    });
    expect((await get({ imageIds: [{ imageTag: 'v2' }] })).previewResults).toEqual([]);
    expect((await get({ filter: { tagStatus: 'UNTAGGED' } })).previewResults).toEqual([]);
  });

  it('use the policy of the repository, and spare the images of an index', async () => {
    const images = [buildImage(), buildImage()];
    for (const image of images) await pushImage(ecr, repositoryName, image.digest, image);
    ecr.time.now += 1000;
    await pushManifest(ecr, repositoryName, 'all', buildIndex(images).manifest, mediaTypes.ociIndex);
    await ecr.client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: policy(1) }));
    await start();
    ecr.time.now += 300;
    expect((await get()).summary?.expiringImageTotalCount).toBe(0);
  });

  it('need a policy, and to be started', async () => {
    await expect(start()).rejects.toMatchObject({ name: 'LifecyclePolicyNotFoundException' });
    await expect(get()).rejects.toMatchObject({ name: 'LifecyclePolicyPreviewNotFoundException' });
  });
});
