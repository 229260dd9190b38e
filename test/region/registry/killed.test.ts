/** A region killed in the middle of an upload: what it acknowledged is there, and the upload goes on where it was. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import { buildImage } from '../ecr/push-image.js';
import { buildRegionProgram, type RegionProcess, type RegionProgram } from './region-process.js';

let program: RegionProgram;
let folder: string;
let region: RegionProcess;
beforeEach(async () => {
  program = await buildRegionProgram();
  folder = await mkdtemp(join(tmpdir(), 'lading-killed-'));
  region = await program.start(folder);
});
afterEach(async () => {
  await region.kill();
  await program.remove();
  await rm(folder, { recursive: true });
});

it('loses nothing it acknowledged and resumes the rest', async () => {
  const client = new ECRClient({
    endpoint: region.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand());
  const authorization = `Basic ${authorizationData?.[0]?.authorizationToken}`;
  const call = (method: string, path: string, body?: Buffer | string, headers: Record<string, string> = {}) =>
    fetch(`${region.url}${path}`, { method, headers: { authorization, ...headers }, ...(body && { body }) });
  const pushBlob = (bytes: Buffer) => call('POST', `/v2/app/blobs/uploads/?digest=${digestOf(bytes)}`, bytes);
  const pushManifest = (tag: string, manifest: string) =>
    call('PUT', `/v2/app/manifests/${tag}`, manifest, { 'content-type': mediaTypes.dockerManifest });

  const before = buildImage();
  for (const blob of before.blobs) await pushBlob(blob);
  expect((await pushManifest('before', before.manifest)).status).toBe(201);

  const layer = randomBytes(8 * 1024 * 1024);
  const location = (await call('POST', '/v2/app/blobs/uploads/')).headers.get('location') ?? '';
  const received = async () => Number((await call('GET', location)).headers.get('range')?.split('-')[1]);
  const upload = httpRequest(`${region.url}${location}`, {
    method: 'PATCH',
    headers: { authorization, 'content-length': layer.length },
  });
  upload.on('error', () => undefined);
  upload.write(layer.subarray(0, 5 * 1024 * 1024));
  await expect.poll(received, { timeout: 10_000 }).toBeGreaterThan(1024 * 1024);
  await region.kill();
  region = await program.start(folder);

  const { imageDetails } = await client.send(new DescribeImagesCommand({ repositoryName: 'app' }));
  expect(imageDetails).toMatchObject([{ imageDigest: before.digest, imageTags: ['before'] }]);
  expect(await (await call('GET', '/v2/app/manifests/before')).text()).toBe(before.manifest);

  const offset = (await received()) + 1;
  expect(offset).toBeGreaterThan(1024 * 1024);
  expect(offset).toBeLessThanOrEqual(5 * 1024 * 1024);
  const rest = layer.subarray(offset);
  const range = { 'content-range': `${offset}-${layer.length - 1}` };
  expect((await call('PATCH', location, rest, range)).headers.get('range')).toBe(`0-${layer.length - 1}`);
  expect((await call('PUT', `${location}?digest=${digestOf(layer)}`)).status).toBe(201);

  const after = buildImage([layer]);
  for (const blob of after.blobs.slice(0, 1)) await pushBlob(blob);
  expect((await pushManifest('after', after.manifest)).status).toBe(201);
  const stored = Buffer.from(await (await call('GET', `/v2/app/blobs/${digestOf(layer)}`)).arrayBuffer());
  expect(stored.equals(layer)).toBe(true);
  client.destroy();
});
