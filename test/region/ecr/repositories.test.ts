/** Repositories through the real SDK: life cycle and settings, and the refusals in ECR's words. */
import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildImage, pushImage } from './push-image.js';
import { startEcr, type TestEcr } from './start-ecr.js';

let ecr: TestEcr;
beforeEach(async () => {
  ecr = await startEcr();
});
afterEach(() => ecr.close());

const create = (repositoryName: string, more: object = {}) =>
  ecr.client.send(new CreateRepositoryCommand({ repositoryName, ...more }));
const missing = "The repository with name 'gone' does not exist in the registry with id '000000000000'";

describe('repositories', () => {
  it('creates one with the defaults of ECR and the URI of this server', async () => {
    const { repository } = await create('team/app');
    expect(repository).toEqual({
      repositoryArn: 'arn:aws:ecr:us-east-1:000000000000:repository/team/app',
      registryId: '000000000000',
      repositoryName: 'team/app',
      repositoryUri: `${ecr.host}/team/app`,
      createdAt: new Date('2026-01-01T00:00:00Z'),
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    });
    const { repositories } = await ecr.client.send(
      new DescribeRepositoriesCommand({ repositoryNames: ['team/app'] }),
    );
    expect(repositories).toEqual([repository]);
  });

  it('keeps every setting that was given', async () => {
    const { repository } = await create('app', {
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest*' }],
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/images' },
      tags: [{ Key: 'team', Value: 'a' }],
    });
    expect(repository).toMatchObject({
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest*' }],
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/images' },
    });
    const { tags } = await ecr.client.send(
      new ListTagsForResourceCommand({ resourceArn: repository?.repositoryArn }),
    );
    expect(tags).toEqual([{ Key: 'team', Value: 'a' }]);
  });

  it('refuses a name that is taken', async () => {
    await create('app');
    await expect(create('app')).rejects.toMatchObject({
      name: 'RepositoryAlreadyExistsException',
      message: "The repository with name 'app' already exists in the registry with id '000000000000'",
    });
  });

  it.each([
    [
      'a',
      "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must have length greater than or equal to 2'",
    ],
    [
      'Team/App',
      "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*''",
    ],
  ])('refuses the name %s', async (name, message) => {
    await expect(create(name)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
  });

  it('refuses filters without the mutability they belong to, and the other way round', async () => {
    const filters = [{ filterType: 'WILDCARD', filter: 'v*' }];
    await expect(
      create('app', { imageTagMutability: 'MUTABLE', imageTagMutabilityExclusionFilters: filters }),
    ).rejects.toThrow("can't be provided when imageTagMutability is set as MUTABLE");
    await expect(create('app', { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' })).rejects.toThrow(
      "can't be null when imageTagMutability is set as IMMUTABLE_WITH_EXCLUSION",
    );
    await expect(create('app', { imageTagMutability: 'SOMETIMES' })).rejects.toThrow(
      "Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum value set: [MUTABLE, IMMUTABLE, IMMUTABLE_WITH_EXCLUSION, MUTABLE_WITH_EXCLUSION]'",
    );
  });

  it('lists in pages and names what is missing', async () => {
    for (const name of ['bb', 'aa', 'cc']) await create(name);
    const first = await ecr.client.send(new DescribeRepositoriesCommand({ maxResults: 2 }));
    expect(first.repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['aa', 'bb']);
    const { nextToken } = first;
    const second = await ecr.client.send(new DescribeRepositoriesCommand({ maxResults: 2, nextToken }));
    expect(second.repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['cc']);
    expect(second.nextToken).toBeUndefined();
    await expect(ecr.client.send(new DescribeRepositoriesCommand({ nextToken: 'x' }))).rejects.toThrow(
      'nextToken',
    );
    await expect(
      ecr.client.send(new DescribeRepositoriesCommand({ repositoryNames: ['aa', 'gone'] })),
    ).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
      message: missing,
    });
    await expect(
      ecr.client.send(
        new DescribeRepositoriesCommand({ repositoryNames: ['aa'], registryId: '111122223333' }),
      ),
    ).rejects.toThrow("'aa' does not exist in the registry with id '111122223333'");
  });

  it('deletes only an empty one, unless forced, and then nothing of it is left', async () => {
    await create('app');
    const image = buildImage();
    await pushImage(ecr, 'app', 'v1', image);
    await expect(
      ecr.client.send(new DeleteRepositoryCommand({ repositoryName: 'app' })),
    ).rejects.toMatchObject({
      name: 'RepositoryNotEmptyException',
      message:
        "The repository with name 'app' in registry with id '000000000000' cannot be deleted because it still contains images",
    });
    await ecr.client.send(new DeleteRepositoryCommand({ repositoryName: 'app', force: true }));
    await create('app');
    const { tables } = ecr.context();
    expect([tables.images.entries(), tables.tags.entries(), tables.layers.entries()]).toEqual([[], [], []]);
  });

  it('changes mutability and scanning', async () => {
    await create('app');
    const filters = [{ filterType: 'WILDCARD' as const, filter: 'dev-*' }];
    const changed = await ecr.client.send(
      new PutImageTagMutabilityCommand({
        repositoryName: 'app',
        imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: filters,
      }),
    );
    expect(changed).toMatchObject({
      registryId: '000000000000',
      repositoryName: 'app',
      imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: filters,
    });
    await ecr.client.send(
      new PutImageScanningConfigurationCommand({
        repositoryName: 'app',
        imageScanningConfiguration: { scanOnPush: true },
      }),
    );
    const { repositories } = await ecr.client.send(new DescribeRepositoriesCommand());
    expect(repositories?.[0]).toMatchObject({
      imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
      imageScanningConfiguration: { scanOnPush: true },
    });
  });
});

describe('resource tags', () => {
  const resourceArn = 'arn:aws:ecr:us-east-1:000000000000:repository/app';
  const tagsNow = async () => (await ecr.client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;

  it('merges, removes and limits', async () => {
    await create('app', { tags: [{ Key: 'a', Value: '1' }] });
    await ecr.client.send(
      new TagResourceCommand({
        resourceArn,
        tags: [
          { Key: 'a', Value: '2' },
          { Key: 'b', Value: '3' },
        ],
      }),
    );
    expect(await tagsNow()).toEqual([
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '3' },
    ]);
    await ecr.client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'unknown'] }));
    expect(await tagsNow()).toEqual([{ Key: 'b', Value: '3' }]);
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await expect(ecr.client.send(new TagResourceCommand({ resourceArn, tags: many }))).rejects.toMatchObject({
      name: 'TooManyTagsException',
    });
    await expect(
      ecr.client.send(new TagResourceCommand({ resourceArn, tags: [{ Key: 'k'.repeat(129), Value: '' }] })),
    ).rejects.toMatchObject({ name: 'InvalidTagParameterException' });
  });

  it('refuses ARNs that are none, and names what does not exist', async () => {
    await expect(ecr.client.send(new ListTagsForResourceCommand({ resourceArn: 'app' }))).rejects.toThrow(
      "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'",
    );
    const gone = resourceArn.replace('/app', '/gone');
    await expect(ecr.client.send(new ListTagsForResourceCommand({ resourceArn: gone }))).rejects.toThrow(
      missing,
    );
  });
});
