/** Many pushes at once of images that share layers. */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRepositoryCommand, DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { type BuiltImage, buildImage, pushManifest } from '../ecr/push-image.js';
import { startEcr, type TestEcr } from '../ecr/start-ecr.js';

let ecr: TestEcr;
beforeEach(async () => {
  ecr = await startEcr();
});
afterEach(() => ecr.close());

/** As docker does it: ask, start, one PATCH, PUT. */
async function pushBlob(authorization: string, repository: string, bytes: Buffer): Promise<void> {
  const headers = { authorization };
  const digest = digestOf(bytes);
  if ((await fetch(`${ecr.url}/v2/${repository}/blobs/${digest}`, { method: 'HEAD', headers })).ok) return;
  const start = await fetch(`${ecr.url}/v2/${repository}/blobs/uploads/`, { method: 'POST', headers });
  const location = `${ecr.url}${start.headers.get('location')}`;
  await fetch(location, { method: 'PATCH', headers, body: bytes });
  const end = await fetch(`${location}?digest=${digest}`, { method: 'PUT', headers });
  expect(end.status).toBe(201);
}

it('stores twenty images that share layers, pushed at the same time', async () => {
  await ecr.client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
  const authorization = await ecr.authorization();
  const shared = [randomBytes(500_000), randomBytes(300_000)];
  const images = Array.from({ length: 20 }, () => buildImage([...shared, randomBytes(50_000)]));
  const push = async (image: BuiltImage, tag: string): Promise<number> => {
    await Promise.all(image.blobs.map((blob) => pushBlob(authorization, 'app', blob)));
    return (await pushManifest(ecr, 'app', tag, image.manifest)).status;
  };
  const statuses = await Promise.all(images.map((image, index) => push(image, `v${index}`)));
  expect(statuses).toEqual(images.map(() => 201));

  const { imageDetails } = await ecr.client.send(new DescribeImagesCommand({ repositoryName: 'app' }));
  const tags = new Map(imageDetails?.map(({ imageTags, imageDigest }) => [imageTags?.join(), imageDigest]));
  expect(tags).toEqual(new Map(images.map(({ digest }, index) => [`v${index}`, digest])));
  for (const blob of images.flatMap(({ blobs }) => blobs)) {
    const response = await fetch(`${ecr.url}/v2/app/blobs/${digestOf(blob)}`, { headers: { authorization } });
    expect(Buffer.from(await response.arrayBuffer()).equals(blob)).toBe(true);
  }
  expect(readdirSync(join(ecr.folder, 'blobs', 'uploads'))).toEqual([]);
});

it('lets exactly one of many pushes have an immutable tag', async () => {
  await ecr.client.send(
    new CreateRepositoryCommand({ repositoryName: 'fixed', imageTagMutability: 'IMMUTABLE' }),
  );
  const authorization = await ecr.authorization();
  const images = Array.from({ length: 10 }, () => buildImage());
  for (const blob of images.flatMap(({ blobs }) => blobs)) await pushBlob(authorization, 'fixed', blob);
  const statuses = await Promise.all(
    images.map(async ({ manifest }) => (await pushManifest(ecr, 'fixed', 'v1', manifest)).status),
  );
  expect(statuses.sort()).toEqual([201, ...Array.from({ length: 9 }, () => 400)]);
});
