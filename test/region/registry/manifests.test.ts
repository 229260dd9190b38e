/** Manifests, tags and tokens over the distribution API, with ECR's refusals. */
import { randomBytes } from 'node:crypto';
import { CreateRepositoryCommand, DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import { buildImage, buildIndex, pushBlob, pushImage, pushManifest } from '../ecr/push-image.js';
import { startEcr, type TestEcr } from '../ecr/start-ecr.js';

const name = 'team/app';
let ecr: TestEcr;
let authorization: string;
beforeEach(async () => {
  ecr = await startEcr();
  await ecr.client.send(new CreateRepositoryCommand({ repositoryName: name }));
  authorization = await ecr.authorization();
});
afterEach(() => ecr.close());

const call = (method: string, path: string) =>
  fetch(`${ecr.url}/v2/${path}`, { method, headers: { authorization } });
const refusal = async (response: Response) => {
  const { errors } = (await response.json()) as { errors: { code: string; message: string }[] };
  return [response.status, errors[0]?.code, errors[0]?.message];
};

describe('manifests', () => {
  it('are served by tag and digest exactly as they were pushed', async () => {
    const image = buildImage();
    for (const blob of image.blobs) await pushBlob(ecr, name, blob);
    const spaced = JSON.stringify(JSON.parse(image.manifest), null, 3);
    const put = await pushManifest(ecr, name, 'v1', spaced);
    const digest = digestOf(spaced);
    expect([put.status, put.headers.get('docker-content-digest')]).toEqual([201, digest]);
    expect(put.headers.get('location')).toBe(`/v2/${name}/manifests/${digest}`);
    for (const reference of ['v1', digest]) {
      const head = await call('HEAD', `${name}/manifests/${reference}`);
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(spaced.length)]);
      const get = await call('GET', `${name}/manifests/${reference}`);
      expect(get.headers.get('content-type')).toBe(mediaTypes.dockerManifest);
      expect(get.headers.get('docker-content-digest')).toBe(digest);
      expect(await get.text()).toBe(spaced);
    }
  });

  it('can be pushed by digest, and again and again', async () => {
    const image = buildImage();
    for (const blob of image.blobs) await pushBlob(ecr, name, blob);
    for (const reference of [image.digest, image.digest, 'v1', 'v1']) {
      expect((await pushManifest(ecr, name, reference, image.manifest)).status).toBe(201);
    }
    const { imageDetails } = await ecr.client.send(new DescribeImagesCommand({ repositoryName: name }));
    expect(imageDetails).toMatchObject([{ imageDigest: image.digest, imageTags: ['v1'] }]);
    expect(await refusal(await pushManifest(ecr, name, digestOf('x'), image.manifest))).toEqual([
      400,
      'MANIFEST_INVALID',
      `The image with digest '${digestOf('x')}' in repository 'team/app' and registry ID '000000000000' does not match the image digest that Amazon ECR has calculated.`,
    ]);
  });

  it('of an index need their images first', async () => {
    const images = [buildImage(), buildImage([randomBytes(5000)])];
    const index = buildIndex(images);
    expect(await refusal(await pushManifest(ecr, name, 'all', index.manifest, mediaTypes.ociIndex))).toEqual([
      400,
      'MANIFEST_BLOB_UNKNOWN',
      `Images with digests '[${images.map(({ digest }) => digest).join(', ')}]' required for pushing image into repository with name 'team/app' in the registry with id '000000000000' do not exist`,
    ]);
    for (const image of images) await pushImage(ecr, name, image.digest, image);
    expect((await pushManifest(ecr, name, 'all', index.manifest, mediaTypes.ociIndex)).status).toBe(201);
    expect((await call('GET', `${name}/manifests/all`)).headers.get('content-type')).toBe(
      mediaTypes.ociIndex,
    );
  });

  it('need their layers first', async () => {
    const image = buildImage();
    const digests = image.blobs.map((blob) => digestOf(blob)).join(', ');
    expect(await refusal(await pushManifest(ecr, name, 'v1', image.manifest))).toEqual([
      400,
      'MANIFEST_BLOB_UNKNOWN',
      `Layers with digests '[${digests}]' required for pushing image into repository with name 'team/app' in the registry with id '000000000000' do not exist`,
    ]);
  });

  it.each([
    ['what is no JSON', '{', mediaTypes.dockerManifest],
    ['an unknown type', buildImage().manifest, 'application/vnd.docker.distribution.manifest.v1+json'],
    ['an index called an image', buildIndex([]).manifest, mediaTypes.ociManifest],
  ])('are refused for %s', async (_what, manifest, mediaType) => {
    expect(await refusal(await pushManifest(ecr, name, 'v1', manifest, mediaType))).toEqual([
      405,
      'UNSUPPORTED',
      "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
    ]);
  });

  it('are refused with more than 127 layers, or above 4 MiB', async () => {
    const layer = randomBytes(10);
    await pushBlob(ecr, name, layer);
    const push = async (count: number) => {
      const image = buildImage(Array.from({ length: count }, () => layer));
      if (image.blobs[0]) await pushBlob(ecr, name, image.blobs[0]);
      return pushManifest(ecr, name, 'v1', image.manifest);
    };
    expect((await push(127)).status).toBe(201);
    expect(await refusal(await push(128))).toEqual([
      405,
      'UNSUPPORTED',
      "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Limit on number of layers per image exceeded'",
    ]);
    expect((await pushManifest(ecr, name, 'v1', ' '.repeat(4_194_305))).status).toBe(413);
  });

  it('are deleted by tag and by digest, but not from under an index', async () => {
    const image = buildImage();
    await pushImage(ecr, name, 'child', image);
    const index = buildIndex([image]);
    await pushManifest(ecr, name, 'all', index.manifest, mediaTypes.ociIndex);
    expect(await refusal(await call('DELETE', `${name}/manifests/${image.digest}`))).toEqual([
      405,
      'UNSUPPORTED',
      `Requested image referenced by manifest list: [${index.digest}]`,
    ]);
    expect((await call('DELETE', `${name}/manifests/all`)).status).toBe(202);
    expect((await call('HEAD', `${name}/manifests/${index.digest}`)).status).toBe(404);
    expect((await call('DELETE', `${name}/manifests/${image.digest}`)).status).toBe(202);
    expect(await refusal(await call('GET', `${name}/manifests/child`))).toEqual([
      404,
      'MANIFEST_UNKNOWN',
      'Requested image not found',
    ]);
  });
});

describe('immutable tags', () => {
  const push = async (repository: string, tag: string) => {
    const image = buildImage();
    for (const blob of image.blobs) await pushBlob(ecr, repository, blob);
    return pushManifest(ecr, repository, tag, image.manifest);
  };
  const repository = (
    imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' | 'MUTABLE_WITH_EXCLUSION',
    ...filters: string[]
  ) =>
    ecr.client.send(
      new CreateRepositoryCommand({
        repositoryName: 'fixed',
        imageTagMutability,
        imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filterType: 'WILDCARD', filter })),
      }),
    );
  const refused = (tag: string) => [
    400,
    'TAG_INVALID',
    `The image tag '${tag}' already exists in the 'fixed' repository and cannot be overwritten because the tag is immutable.`,
  ];

  it('are refused, also for the identical image', async () => {
    await ecr.client.send(
      new CreateRepositoryCommand({ repositoryName: 'fixed', imageTagMutability: 'IMMUTABLE' }),
    );
    const image = buildImage();
    await pushImage(ecr, 'fixed', 'v1', image);
    expect(await refusal(await pushManifest(ecr, 'fixed', 'v1', image.manifest))).toEqual(refused('v1'));
    expect((await pushManifest(ecr, 'fixed', image.digest, image.manifest)).status).toBe(201);
    expect((await pushManifest(ecr, 'fixed', 'v2', image.manifest)).status).toBe(201);
  });

  it('may be excepted by wildcards', async () => {
    await repository('IMMUTABLE_WITH_EXCLUSION', 'latest*', '*-dev');
    for (const tag of ['latest', 'latest-1', 'a.b-dev']) {
      await push('fixed', tag);
      expect([tag, (await push('fixed', tag)).status]).toEqual([tag, 201]);
    }
    for (const tag of ['my-latest', 'devel', 'v1']) {
      await push('fixed', tag);
      expect(await refusal(await push('fixed', tag))).toEqual(refused(tag));
    }
  });

  it('may be the exception', async () => {
    await repository('MUTABLE_WITH_EXCLUSION', 'v*');
    await push('fixed', 'v1');
    await push('fixed', 'main');
    expect(await refusal(await push('fixed', 'v1'))).toEqual(refused('v1'));
    expect((await push('fixed', 'main')).status).toBe(201);
  });
});

describe('tags', () => {
  it('are listed in order, in pages', async () => {
    const image = buildImage();
    for (const tag of ['c', 'a', 'b']) await pushImage(ecr, name, tag, image);
    expect(await (await call('GET', `${name}/tags/list`)).json()).toEqual({ name, tags: ['a', 'b', 'c'] });
    const first = await call('GET', `${name}/tags/list?n=2`);
    expect(await first.json()).toEqual({ name, tags: ['a', 'b'] });
    expect(first.headers.get('link')).toBe(`</v2/${name}/tags/list?n=2&last=b>; rel="next"`);
    const second = await call('GET', `${name}/tags/list?n=2&last=b`);
    expect([await second.json(), second.headers.get('link')]).toEqual([{ name, tags: ['c'] }, null]);
    expect((await call('GET', `${name}/tags/list?n=x`)).status).toBe(400);
    expect((await call('GET', 'gone/tags/list')).status).toBe(404);
  });

  it('with characters that tags have not are refused', async () => {
    const image = buildImage();
    for (const blob of image.blobs) await pushBlob(ecr, name, blob);
    expect(await refusal(await pushManifest(ecr, name, 'v 1', image.manifest))).toEqual([
      405,
      'UNSUPPORTED',
      "Invalid parameter at 'imageTag' failed to satisfy constraint: 'must satisfy regular expression '[a-zA-Z0-9-_.]+''",
    ]);
  });
});

describe('tokens', () => {
  const ping = (token?: string) =>
    fetch(`${ecr.url}/v2/`, { headers: token ? { authorization: token } : {} });
  const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

  it('are asked for by a Basic challenge', async () => {
    for (const token of [
      undefined,
      basic('AWS:wrong'),
      authorization.replace('Basic', 'Bearer'),
      basic('root:x'),
    ]) {
      const response = await ping(token);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe(
        `Basic realm="${ecr.url}/",service="ecr.amazonaws.com"`,
      );
      expect(await response.text()).toBe('Not Authorized\n');
    }
    const response = await ping(authorization);
    expect([response.status, response.headers.get('docker-distribution-api-version')]).toEqual([
      200,
      'registry/2.0',
    ]);
  });

  it('expire after twelve hours, and say so', async () => {
    ecr.time.now += 12 * 60 * 60_000 - 1;
    expect((await ping(authorization)).status).toBe(200);
    ecr.time.now += 1;
    expect(await refusal(await ping(authorization))).toEqual([
      403,
      'DENIED',
      'Your authorization token has expired. Reauthenticate and try again.',
    ]);
  });

  it('survive a restart, and are not in the journal', async () => {
    const again = await startEcr({ folder: ecr.folder });
    expect((await fetch(`${again.url}/v2/`, { headers: { authorization } })).status).toBe(200);
    await again.close();
    const { tables } = ecr.context();
    const password = Buffer.from(authorization.slice(6), 'base64').toString().slice(4);
    expect(JSON.stringify(tables.tokens.entries())).not.toContain(password);
    expect(tables.tokens.entries()).toHaveLength(1);
  });
});

it('answers paths and methods that it does not have in the form of the API', async () => {
  expect((await refusal(await call('GET', `${name}/nothing/here`))).slice(0, 2)).toEqual([
    404,
    'UNSUPPORTED',
  ]);
  expect((await refusal(await call('POST', `${name}/manifests/v1`))).slice(0, 2)).toEqual([
    405,
    'UNSUPPORTED',
  ]);
  expect((await call('GET', '%E0%A4%A/manifests/v1')).status).toBe(404);
});
