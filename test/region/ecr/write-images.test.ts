/** PutImage and BatchDeleteImage through the real SDK. */
import {
  BatchDeleteImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  PutImageCommand,
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
