/** Images and layers through the real SDK: what was pushed over either face is one and the same. */
import { randomBytes } from 'node:crypto';
import {
  BatchCheckLayerAvailabilityCommand,
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CompleteLayerUploadCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  GetDownloadUrlForLayerCommand,
  InitiateLayerUploadCommand,
  ListImagesCommand,
  PutImageCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import { buildImage, buildIndex, pushBlob, pushImage, pushManifest } from './push-image.js';
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
const put = (imageManifest: string, more: object = {}) =>
  ecr.client.send(new PutImageCommand({ repositoryName, imageManifest, ...more }));

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

describe('PutImage', () => {
  it('tags an image that the registry then serves', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'v1', image);
    const { image: answer } = await put(image.manifest, { imageTag: 'v2' });
    expect(answer).toMatchObject({
      imageId: { imageDigest: image.digest, imageTag: 'v2' },
      imageManifest: image.manifest,
      imageManifestMediaType: mediaTypes.dockerManifest,
    });
    const response = await fetch(`${ecr.url}/v2/${repositoryName}/manifests/v2`, {
      headers: { authorization: await ecr.authorization() },
    });
    expect([response.status, response.headers.get('docker-content-digest')]).toEqual([200, image.digest]);
    expect(await response.text()).toBe(image.manifest);
  });

  it('refuses what is there already under the same tag', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'v1', image);
    await expect(put(image.manifest, { imageTag: 'v1' })).rejects.toMatchObject({
      name: 'ImageAlreadyExistsException',
      message: `Image with digest '${image.digest}' and tag 'v1' already exists in the repository with name 'team/app' in registry with id '000000000000'`,
    });
    await expect(put(image.manifest)).rejects.toThrow("and tag 'null' already exists");
  });

  it('refuses layers that are not in the repository', async () => {
    const image = buildImage();
    const [config, layer] = image.blobs;
    if (config) await pushBlob(ecr, repositoryName, config);
    await expect(put(image.manifest, { imageTag: 'v1' })).rejects.toMatchObject({
      name: 'LayersNotFoundException',
      message: `Layers with digests '[${digestOf(layer ?? '')}]' required for pushing image into repository with name 'team/app' in the registry with id '000000000000' do not exist`,
    });
  });

  it('refuses an index whose images are not there, and takes it once they are', async () => {
    const images = [buildImage(), buildImage()];
    const index = buildIndex(images);
    const [first, second] = images;
    if (!first || !second) throw new Error('two images');
    await pushImage(ecr, repositoryName, 'a', first);
    await expect(put(index.manifest, { imageTag: 'v1' })).rejects.toMatchObject({
      name: 'ReferencedImagesNotFoundException',
      message: `Images with digests '[${second.digest}]' required for pushing image into repository with name 'team/app' in the registry with id '000000000000' do not exist`,
    });
    await pushImage(ecr, repositoryName, 'b', second);
    await put(index.manifest, { imageTag: 'v1' });
    const [shown] = await describeAll({ imageIds: [{ imageTag: 'v1' }] });
    expect(shown).toMatchObject({ imageDigest: index.digest, imageManifestMediaType: mediaTypes.ociIndex });
    expect(shown?.artifactMediaType).toBeUndefined();
  });

  it('refuses a digest that is not that of the bytes', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'v1', image);
    const spaced = JSON.stringify(JSON.parse(image.manifest), null, 2);
    await expect(put(spaced, { imageTag: 'v2', imageDigest: image.digest })).rejects.toMatchObject({
      name: 'ImageDigestDoesNotMatchException',
      message: `The image with digest '${image.digest}' in repository 'team/app' and registry ID '000000000000' does not match the image digest that Amazon ECR has calculated.`,
    });
  });

  it('wants a media type from the manifest or from the request', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'v1', image);
    const { mediaType: _, ...untyped } = JSON.parse(image.manifest) as Record<string, unknown>;
    const manifest = JSON.stringify(untyped);
    const refused =
      "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'";
    await expect(put(manifest, { imageTag: 'v2' })).rejects.toThrow(refused);
    await expect(put('{', { imageTag: 'v2' })).rejects.toThrow(refused);
    await put(manifest, { imageTag: 'v2', imageManifestMediaType: mediaTypes.ociManifest });
    expect(await describeAll({ imageIds: [{ imageTag: 'v2' }] })).toMatchObject([
      { imageDigest: digestOf(manifest), imageManifestMediaType: mediaTypes.ociManifest },
    ]);
  });

  it('refuses a tag that may not move, even for the identical image', async () => {
    await ecr.client.send(
      new CreateRepositoryCommand({ repositoryName: 'fixed', imageTagMutability: 'IMMUTABLE' }),
    );
    const image = buildImage();
    await pushImage(ecr, 'fixed', 'v1', image);
    const again = new PutImageCommand({
      repositoryName: 'fixed',
      imageManifest: image.manifest,
      imageTag: 'v1',
    });
    await expect(ecr.client.send(again)).rejects.toMatchObject({
      name: 'ImageTagAlreadyExistsException',
      message:
        "The image tag 'v1' already exists in the 'fixed' repository and cannot be overwritten because the tag is immutable.",
    });
  });
});

describe('BatchDeleteImage', () => {
  const remove = (...imageIds: object[]) =>
    ecr.client.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));

  it('removes a tag, and with the last tag the image', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'v1', image);
    await pushImage(ecr, repositoryName, 'v2', image);
    expect((await remove({ imageTag: 'v1' })).imageIds).toEqual([
      { imageDigest: image.digest, imageTag: 'v1' },
    ]);
    expect(await describeAll()).toMatchObject([{ imageDigest: image.digest, imageTags: ['v2'] }]);
    await remove({ imageTag: 'v2' });
    expect(await describeAll()).toEqual([]);
  });

  it('removes an image with all its tags by digest, and reports what was not there', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'v1', image);
    await pushImage(ecr, repositoryName, 'v2', image);
    const { imageIds, failures } = await remove({ imageDigest: image.digest }, { imageTag: 'v9' });
    expect(imageIds).toEqual([
      { imageDigest: image.digest, imageTag: 'v1' },
      { imageDigest: image.digest, imageTag: 'v2' },
    ]);
    expect(failures).toEqual([
      {
        imageId: { imageTag: 'v9' },
        failureCode: 'ImageNotFound',
        failureReason: 'Requested image not found',
      },
    ]);
    expect(await describeAll()).toEqual([]);
  });

  it('keeps what an index refers to until the index is gone, also within one batch', async () => {
    const image = buildImage();
    await pushImage(ecr, repositoryName, 'child', image);
    const index = buildIndex([image]);
    await put(index.manifest, { imageTag: 'all' });
    const refusal = {
      failureCode: 'ImageReferencedByManifestList',
      failureReason: `Requested image referenced by manifest list: [${index.digest}]`,
    };
    expect((await remove({ imageTag: 'child' })).failures).toMatchObject([refusal]);
    const both = await remove({ imageDigest: index.digest }, { imageDigest: image.digest });
    expect(both.imageIds).toEqual([{ imageDigest: index.digest, imageTag: 'all' }]);
    expect(both.failures).toMatchObject([refusal]);
    expect((await remove({ imageDigest: image.digest })).failures).toEqual([]);
    expect(await describeAll()).toEqual([]);
  });
});

describe('layers', () => {
  const start = async () => {
    const { uploadId, partSize } = await ecr.client.send(new InitiateLayerUploadCommand({ repositoryName }));
    return { uploadId: uploadId ?? '', partSize };
  };
  const upload = (
    uploadId: string,
    partFirstByte: number,
    bytes: Buffer,
    partLastByte = partFirstByte + bytes.length - 1,
  ) =>
    ecr.client.send(
      new UploadLayerPartCommand({
        repositoryName,
        uploadId,
        partFirstByte,
        partLastByte,
        layerPartBlob: bytes,
      }),
    );
  const complete = (uploadId: string, ...layerDigests: string[]) =>
    ecr.client.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests }));
  const mebibytes = (count: number) => randomBytes(count * 1024 * 1024);

  it('go up in parts and come down by a signed address without a token', async () => {
    const parts = [mebibytes(5), randomBytes(1000)];
    const layer = Buffer.concat(parts);
    const { uploadId, partSize } = await start();
    expect(partSize).toBe(10_485_760);
    await upload(uploadId, 0, parts[0] ?? layer);
    expect((await upload(uploadId, 5_242_880, parts[1] ?? layer)).lastByteReceived).toBe(layer.length - 1);
    expect(await complete(uploadId, digestOf(layer))).toMatchObject({
      uploadId,
      layerDigest: digestOf(layer),
    });

    const layerDigest = digestOf(layer);
    const url = new GetDownloadUrlForLayerCommand({ repositoryName, layerDigest });
    await expect(ecr.client.send(url)).rejects.toMatchObject({ name: 'LayerInaccessibleException' });
    const image = buildImage([layer]);
    if (image.blobs[0]) await pushBlob(ecr, repositoryName, image.blobs[0]);
    await put(image.manifest, { imageTag: 'v1' });
    const { downloadUrl = '' } = await ecr.client.send(url);
    expect(Buffer.from(await (await fetch(downloadUrl)).arrayBuffer()).equals(layer)).toBe(true);

    const forged = downloadUrl.replace(layerDigest, image.digest);
    expect((await fetch(forged)).status).toBe(403);
    ecr.time.now += 61 * 60_000;
    expect((await fetch(downloadUrl)).status).toBe(403);
  });

  it('are reported available, unavailable or invalid', async () => {
    const layer = randomBytes(10);
    await pushBlob(ecr, repositoryName, layer);
    const absent = digestOf('absent');
    const { layers, failures } = await ecr.client.send(
      new BatchCheckLayerAvailabilityCommand({
        repositoryName,
        layerDigests: [digestOf(layer), absent, 'x'],
      }),
    );
    expect(layers).toEqual([
      { layerDigest: digestOf(layer), layerAvailability: 'AVAILABLE', layerSize: 10 },
      { layerDigest: absent, layerAvailability: 'UNAVAILABLE' },
    ]);
    expect(failures).toMatchObject([{ layerDigest: 'x', failureCode: 'InvalidLayerDigest' }]);
  });

  it('are refused when parts do not follow each other', async () => {
    const { uploadId } = await start();
    await upload(uploadId, 0, randomBytes(10));
    await expect(upload(uploadId, 11, randomBytes(5))).rejects.toMatchObject({
      name: 'InvalidLayerPartException',
      uploadId,
      lastValidByteReceived: 9,
    });
    await expect(upload(uploadId, 10, randomBytes(5), 11)).rejects.toMatchObject({
      name: 'InvalidLayerPartException',
    });
  });

  it('are refused when a part but the last is too small, when empty, wrong, known or unknown', async () => {
    const small = await start();
    await upload(small.uploadId, 0, randomBytes(10));
    await upload(small.uploadId, 10, randomBytes(10));
    await expect(complete(small.uploadId, digestOf('x'))).rejects.toMatchObject({
      name: 'LayerPartTooSmallException',
    });

    const empty = await start();
    await expect(complete(empty.uploadId, digestOf(''))).rejects.toMatchObject({
      name: 'EmptyUploadException',
    });

    const wrong = await start();
    const layer = randomBytes(10);
    await upload(wrong.uploadId, 0, layer);
    await expect(complete(wrong.uploadId, digestOf('x'))).rejects.toMatchObject({
      name: 'InvalidLayerException',
    });
    await complete(wrong.uploadId, digestOf(layer));
    await expect(complete(wrong.uploadId, digestOf(layer))).rejects.toMatchObject({
      name: 'UploadNotFoundException',
    });

    const again = await start();
    await upload(again.uploadId, 0, layer);
    await expect(complete(again.uploadId, digestOf(layer))).rejects.toMatchObject({
      name: 'LayerAlreadyExistsException',
    });

    const elsewhere = new UploadLayerPartCommand({
      repositoryName: 'other',
      uploadId: (await start()).uploadId,
      partFirstByte: 0,
      partLastByte: 0,
      layerPartBlob: Buffer.from('x'),
    });
    await ecr.client.send(new CreateRepositoryCommand({ repositoryName: 'other' }));
    await expect(ecr.client.send(elsewhere)).rejects.toMatchObject({ name: 'UploadNotFoundException' });
  });
});

it('moves a tag when another image is pushed under it', async () => {
  const [first, second] = [buildImage(), buildImage()];
  await pushImage(ecr, repositoryName, 'v1', first);
  ecr.time.now += 1000;
  await pushImage(ecr, repositoryName, 'v1', second);
  const shown = await describeAll();
  expect(shown.map(({ imageDigest, imageTags }) => [imageDigest, imageTags])).toEqual([
    [first.digest, undefined],
    [second.digest, ['v1']],
  ]);
  expect((await pushManifest(ecr, repositoryName, 'v1', second.manifest)).status).toBe(201);
});
