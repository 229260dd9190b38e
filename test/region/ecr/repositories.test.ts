/** Repositories through the real SDK: life cycle, settings, policies, tags, and the refusals in ECR's words. */
import {
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
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

describe('repository policies', () => {
  const statement = {
    Sid: 'LambdaECRImageRetrievalPolicy',
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  };
  const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

  it('sets, gets and deletes', async () => {
    await create('app');
    const repositoryName = 'app';
    const none = {
      name: 'RepositoryPolicyNotFoundException',
      message:
        "Repository policy does not exist for the repository with name 'app' in the registry with id '000000000000'",
    };
    await expect(ecr.client.send(new GetRepositoryPolicyCommand({ repositoryName }))).rejects.toMatchObject(
      none,
    );
    await ecr.client.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
    const got = await ecr.client.send(new GetRepositoryPolicyCommand({ repositoryName }));
    expect(JSON.parse(got.policyText ?? '')).toEqual(JSON.parse(policyText));
    await ecr.client.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
    await expect(
      ecr.client.send(new DeleteRepositoryPolicyCommand({ repositoryName })),
    ).rejects.toMatchObject(none);
  });

  it.each([
    ['not JSON', 'x'],
    ['without a statement', '{"Version":"2012-10-17"}'],
    ['without a principal', JSON.stringify({ Statement: [{ ...statement, Principal: undefined }] })],
    ['for another service', JSON.stringify({ Statement: [{ ...statement, Action: 's3:GetObject' }] })],
    ['with an unknown effect', JSON.stringify({ Statement: [{ ...statement, Effect: 'Maybe' }] })],
  ])('refuses a policy %s', async (_what, text) => {
    await create('app');
    await expect(
      ecr.client.send(new SetRepositoryPolicyCommand({ repositoryName: 'app', policyText: text })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
    });
  });
});

describe('lifecycle policies', () => {
  const rule = {
    rulePriority: 1,
    description: 'keep thirty',
    selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 30 },
    action: { type: 'expire' },
  };
  const text = (...rules: object[]) => JSON.stringify({ rules });

  it('puts, gets and deletes', async () => {
    await create('app');
    const repositoryName = 'app';
    const none = {
      name: 'LifecyclePolicyNotFoundException',
      message:
        "Lifecycle policy does not exist for the repository with name 'app' in the registry with id '000000000000'",
    };
    await expect(ecr.client.send(new GetLifecyclePolicyCommand({ repositoryName }))).rejects.toMatchObject(
      none,
    );
    await ecr.client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: text(rule) }));
    const got = await ecr.client.send(new GetLifecyclePolicyCommand({ repositoryName }));
    expect(got.lifecyclePolicyText).toBe(text(rule));
    await ecr.client.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
    await expect(ecr.client.send(new DeleteLifecyclePolicyCommand({ repositoryName }))).rejects.toMatchObject(
      none,
    );
  });

  const pad = ' '.repeat(100);
  it.each([
    ['no JSON', `x${pad}`, 'Could not map policyString into LifecyclePolicy.'],
    ['no rules', `{"rule":[]}${pad}`, 'object has missing required properties (["rules"])'],
    [
      'an unknown action',
      text({ ...rule, action: { type: 'forget' } }),
      'instance value ("forget") not found in enum',
    ],
    [
      'an unknown member',
      text({ ...rule, extra: 1 }),
      'object instance has properties which are not allowed by the schema: (["extra"])',
    ],
    [
      'a count of zero',
      text({ ...rule, selection: { ...rule.selection, countNumber: 0 } }),
      'numeric instance is lower than the required minimum (minimum: 1, found: 0)',
    ],
    ['a priority twice', text(rule, rule), 'Rule priorities must be unique'],
    [
      'tagged without a list',
      text({ ...rule, selection: { ...rule.selection, tagStatus: 'tagged' } }),
      'tagPrefixList or tagPatternList must be specified for tagged images',
    ],
  ])('refuses %s', async (_what, lifecyclePolicyText, why) => {
    await create('app');
    const put = ecr.client.send(
      new PutLifecyclePolicyCommand({ repositoryName: 'app', lifecyclePolicyText }),
    );
    await expect(put).rejects.toThrow(`Lifecycle policy validation failure: ${why}`);
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

describe('the protocol', () => {
  const call = async (
    target: string,
    body: string,
    headers: Record<string, string> = { authorization: 'AWS4' },
  ) => {
    const response = await fetch(ecr.url, {
      method: 'POST',
      headers: { 'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${target}`, ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as { __type: string; message: string } };
  };

  it.each([
    ['an unknown operation', 'BakeBread', '{}', 'UnknownOperationException'],
    [
      'an unknown field',
      'CreateRepository',
      '{"repositoryName":"app","colour":"red"}',
      'SerializationException',
    ],
    ['a wrong type', 'CreateRepository', '{"repositoryName":{}}', 'SerializationException'],
    ['broken JSON', 'CreateRepository', '{', 'SerializationException'],
    ['a missing member', 'CreateRepository', '{}', 'InvalidParameterException'],
  ])('refuses %s', async (_what, operation, body, type) => {
    expect(await call(operation, body)).toMatchObject({ status: 400, body: { __type: type } });
  });

  it('refuses a request without a signature', async () => {
    const { status, body } = await call('DescribeRepositories', '{}', {});
    expect([status, body.__type]).toEqual([400, 'MissingAuthenticationTokenException']);
  });
});
