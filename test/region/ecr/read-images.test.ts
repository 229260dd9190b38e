/** Images through the real SDK: what was pushed over the registry is described, listed and fetched. */
import { randomBytes } from 'node:crypto';
import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  ListImagesCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import { buildImage, pushImage } from './push-image.js';
import { startEcr, type TestEcr } from './start-ecr.js';

const repositoryName = 'team/app';
let ecr: TestEcr;
beforeEach(async () => {
  ecr = await startEcr();
  await ecr.client.send(new CreateRepositoryCommand({ repositoryName }));
});
afterEach(() => ecr.close());

const describeAll = async (more: object = {}) =>
  (await ecr.client.send(new DescribeImagesCommand({ repositoryName, ...more }))).imageDetails ?? [];

describe('DescribeImages and ListImages', () => {
  it('describe what was pushed over the registry', async () => {
    const image = buildImage([randomBytes(1000), randomBytes(500)]);
    await pushImage(ecr, repositoryName, 'v1', image);
    await pushImage(ecr, repositoryName, 'latest', image);
    expect(await describeAll()).toEqual([
      {
        registryId: '000000000000',
        repositoryName,
        imageDigest: image.digest,
        imageTags: ['latest', 'v1'],
        imageSizeInBytes: 1500 + (image.blobs[0]?.length ?? 0),
        imagePushedAt: new Date('2026-01-01T00:00:00Z'),
        imageManifestMediaType: mediaTypes.dockerManifest,
        artifactMediaType: mediaTypes.dockerConfig,
        imageStatus: 'ACTIVE',
      },
    ]);
    const { imageIds } = await ecr.client.send(new ListImagesCommand({ repositoryName }));
    expect(imageIds).toEqual([
      { imageDigest: image.digest, imageTag: 'latest' },
      { imageDigest: image.digest, imageTag: 'v1' },
    ]);
  });

  it('look up by tag, by digest, by both, and say which image is missing', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'v1', image);
    for (const id of [
      { imageTag: 'v1' },
      { imageDigest: image.digest },
      { imageTag: 'v1', imageDigest: image.digest },
    ]) {
      expect(await describeAll({ imageIds: [id] })).toMatchObject([{ imageDigest: image.digest }]);
    }
    await expect(describeAll({ imageIds: [{ imageTag: 'v2' }] })).rejects.toMatchObject({
      name: 'ImageNotFoundException',
      message: `The image with imageId {imageDigest:'null', imageTag:'v2'} does not exist within the repository with name 'team/app' in the registry with id '000000000000'`,
    });
  });

  it('go through untagged images in pages, each exactly once and in order of push', async () => {
    const digests: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ecr.time.now += 1000;
      const image = buildImage();
      await pushImage(ecr, repositoryName, 'moving', image);
      digests.push(image.digest);
    }
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await ecr.client.send(
        new DescribeImagesCommand({ repositoryName, maxResults: 2, nextToken }),
      );
      seen.push(...(page.imageDetails ?? []).map(({ imageDigest }) => imageDigest));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(seen).toEqual(digests);
    const tagged = await describeAll({ filter: { tagStatus: 'TAGGED' } });
    expect(tagged.map(({ imageDigest }) => imageDigest)).toEqual([digests[4]]);
    const { imageIds } = await ecr.client.send(
      new ListImagesCommand({ repositoryName, filter: { tagStatus: 'UNTAGGED' } }),
    );
    expect(imageIds?.map(({ imageDigest }) => imageDigest)).toEqual(digests.slice(0, 4));
  });
});

describe('BatchGetImage', () => {
  it('returns exactly the bytes that were pushed, and records the pull once a day', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'v1', image);
    const get = () =>
      ecr.client.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: 'v1' }] }));
    expect(await get()).toMatchObject({
      images: [
        {
          registryId: '000000000000',
          repositoryName,
          imageId: { imageDigest: image.digest, imageTag: 'v1' },
          imageManifest: image.manifest,
          imageManifestMediaType: mediaTypes.dockerManifest,
        },
      ],
      failures: [],
    });
    expect((await describeAll())[0]?.lastRecordedPullTime).toEqual(new Date('2026-01-01T00:00:00Z'));
    ecr.time.now += 60_000;
    await get();
    expect((await describeAll())[0]?.lastRecordedPullTime).toEqual(new Date('2026-01-01T00:00:00Z'));
    ecr.time.now += 24 * 60 * 60_000;
    await get();
    expect((await describeAll())[0]?.lastRecordedPullTime).toEqual(new Date('2026-01-02T00:01:00Z'));
  });

  it('reports per image what cannot be served', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'v1', image);
    const other = digestOf('other');
    const { images, failures } = await ecr.client.send(
      new BatchGetImageCommand({
        repositoryName,
        imageIds: [
          { imageTag: 'v1' },
          { imageTag: 'v2' },
          { imageTag: 'v1', imageDigest: other },
          { imageDigest: 'sha256:xyz' },
          {},
        ],
      }),
    );
    expect(images).toHaveLength(1);
    expect(failures?.map(({ failureCode, failureReason }) => `${failureCode}: ${failureReason}`)).toEqual([
      'ImageNotFound: Requested image not found',
      'ImageTagDoesNotMatchDigest: Invalid request parameters: given tag does not map to the given digest',
      "InvalidImageDigest: Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
      'MissingDigestAndTag: Invalid request parameters: both tag and digest cannot be null',
    ]);
  });

  it('does not serve a media type that the caller does not accept', async () => {
    await pushImage(ecr, repositoryName, 'v1', buildImage());
    const { images, failures } = await ecr.client.send(
      new BatchGetImageCommand({
        repositoryName,
        imageIds: [{ imageTag: 'v1' }],
        acceptedMediaTypes: [mediaTypes.ociManifest],
      }),
    );
    expect([images?.length, failures?.[0]?.failureCode]).toEqual([0, 'ImageNotFound']);
  });
});
