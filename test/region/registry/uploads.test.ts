/** Blobs over the distribution API: every way to push one, to resume, to mount, and to fetch. */
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { buildImage, pushBlob, pushImage } from '../ecr/push-image.js';
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

const call = (method: string, path: string, body?: Buffer, headers: Record<string, string> = {}) =>
  fetch(`${ecr.url}${path}`, { method, headers: { authorization, ...headers }, ...(body && { body }) });
const errorsOf = async (response: Response) =>
  ((await response.json()) as { errors: { code: string; message: string }[] }).errors;

async function start(): Promise<string> {
  const response = await call('POST', `/v2/${name}/blobs/uploads/`);
  expect(response.status).toBe(202);
  expect(response.headers.get('range')).toBe('0-0');
  const location = response.headers.get('location') ?? '';
  expect(location).toBe(`/v2/${name}/blobs/uploads/${response.headers.get('docker-upload-uuid')}`);
  return location;
}

describe('pushing a blob', () => {
  const blob = randomBytes(3000);
  const digest = digestOf(blob);
  const stored = async () =>
    Buffer.from(await (await call('GET', `/v2/${name}/blobs/${digest}`)).arrayBuffer());

  it('works in one POST', async () => {
    const response = await pushBlob(ecr, name, blob);
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`/v2/${name}/blobs/${digest}`);
    expect(response.headers.get('docker-content-digest')).toBe(digest);
    expect((await stored()).equals(blob)).toBe(true);
  });

  it('works with POST and one PUT', async () => {
    const response = await call('PUT', `${await start()}?digest=${digest}`, blob);
    expect(response.status).toBe(201);
    expect((await stored()).equals(blob)).toBe(true);
  });

  it('works in chunks, the last one with the PUT', async () => {
    const location = await start();
    const first = await call('PATCH', location, blob.subarray(0, 1000), { 'content-range': '0-999' });
    // ECR answers 201, not the specification's 202.
    expect([first.status, first.headers.get('range')]).toEqual([201, '0-999']);
    const second = await call('PATCH', location, blob.subarray(1000, 2000), { 'content-range': '1000-1999' });
    expect([second.status, second.headers.get('range')]).toEqual([201, '0-1999']);
    const status = await call('GET', location);
    expect([status.status, status.headers.get('range')]).toEqual([204, '0-1999']);
    const last = await call('PUT', `${location}?digest=${digest}`, blob.subarray(2000), {
      'content-range': '2000-2999',
    });
    expect(last.status).toBe(201);
    expect((await stored()).equals(blob)).toBe(true);
    expect((await call('GET', location)).status).toBe(404);
  });

  it('refuses a chunk that is out of order and says where to go on', async () => {
    const location = await start();
    await call('PATCH', location, blob.subarray(0, 1000));
    for (const range of ['0-999', '1001-2000']) {
      const response = await call('PATCH', location, blob.subarray(0, 1000), { 'content-range': range });
      expect([response.status, response.headers.get('range')]).toEqual([416, '0-999']);
      expect(response.headers.get('location')).toBe(location);
    }
    const wrong = await call('PATCH', location, blob.subarray(0, 10), { 'content-range': '1000-1999' });
    expect([wrong.status, (await errorsOf(wrong))[0]?.code]).toEqual([400, 'BLOB_UPLOAD_INVALID']);
    expect((await call('PUT', `${location}?digest=${digest}`, blob.subarray(1000))).status).toBe(201);
  });

  it('refuses content that is not what the digest says, and forgets it', async () => {
    const location = await start();
    const response = await call('PUT', `${location}?digest=${digestOf('other')}`, blob);
    expect([response.status, (await errorsOf(response))[0]?.code]).toEqual([400, 'DIGEST_INVALID']);
    expect((await call('GET', location)).status).toBe(404);
    expect((await call('HEAD', `/v2/${name}/blobs/${digest}`)).status).toBe(404);
    expect((await call('PUT', await start(), blob)).status).toBe(400);
  });

  it('can be given up', async () => {
    const location = await start();
    expect((await call('DELETE', location)).status).toBe(204);
    const response = await call('PATCH', location, blob);
    expect([response.status, (await errorsOf(response))[0]?.code]).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
  });

  it('goes on where a broken connection left it', async () => {
    const location = await start();
    const half = blob.subarray(0, 1500);
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${ecr.url}${location}`, {
        method: 'PATCH',
        headers: { authorization, 'content-length': blob.length },
      });
      request.on('error', () => resolve());
      request.write(half, () => setTimeout(() => request.destroy(new Error('pulled')), 50));
    });
    const received = async () =>
      Number((await call('GET', location)).headers.get('range')?.split('-')[1]) + 1;
    await expect.poll(received).toBe(half.length);
    const rest = await call('PUT', `${location}?digest=${digest}`, blob.subarray(1500), {
      'content-range': '1500-2999',
    });
    expect(rest.status).toBe(201);
    expect((await stored()).equals(blob)).toBe(true);
  });

  it('needs a repository, and the upload of that repository', async () => {
    const response = await call('POST', '/v2/gone/blobs/uploads/');
    expect(response.status).toBe(404);
    expect(await errorsOf(response)).toEqual([
      {
        code: 'NAME_UNKNOWN',
        message: "The repository with name 'gone' does not exist in the registry with id '000000000000'",
      },
    ]);
    await ecr.client.send(new CreateRepositoryCommand({ repositoryName: 'other' }));
    const elsewhere = (await start()).replace(name, 'other');
    expect((await call('PATCH', elsewhere, blob)).status).toBe(404);
  });
});

describe('mounting a blob', () => {
  const mount = (digest: string, from: string) =>
    call('POST', `/v2/other/blobs/uploads/?mount=${digest}&from=${from}`);

  it('takes one that an image of the other repository uses, and otherwise starts an upload', async () => {
    await ecr.client.send(new CreateRepositoryCommand({ repositoryName: 'other' }));
    const unused = randomBytes(10);
    await pushBlob(ecr, name, unused);
    expect((await mount(digestOf(unused), name)).status).toBe(202);
    const image = buildImage();
    await pushImage(ecr, name, 'v1', image);
    const layer = digestOf(image.blobs[1] ?? '');
    const response = await mount(layer, name);
    expect([response.status, response.headers.get('location')]).toEqual([201, `/v2/other/blobs/${layer}`]);
    expect((await call('HEAD', `/v2/other/blobs/${layer}`)).status).toBe(200);
    expect((await mount(layer, 'gone')).status).toBe(202);
  });
});

describe('fetching a blob', () => {
  const blob = Buffer.from('0123456789');
  const path = `/v2/${name}/blobs/${digestOf(blob)}`;

  it('answers HEAD and GET, in whole and in parts', async () => {
    await pushBlob(ecr, name, blob);
    const head = await call('HEAD', path);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
    expect(head.headers.get('docker-content-digest')).toBe(digestOf(blob));
    const part = async (range: string) => {
      const response = await call('GET', path, undefined, { range });
      return [response.status, response.headers.get('content-range'), await response.text()];
    };
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=-2')).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await part('bytes=5-99')).toEqual([206, 'bytes 5-9/10', '56789']);
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', '']);
    expect(await part('bytes=0-1,4-5')).toEqual([200, null, '0123456789']);
  });

  it('does not show a blob of another repository, nor delete any', async () => {
    await pushBlob(ecr, name, blob);
    await ecr.client.send(new CreateRepositoryCommand({ repositoryName: 'other' }));
    expect((await call('HEAD', path.replace(name, 'other'))).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(405);
    expect((await call('GET', `/v2/${name}/blobs/sha256:xyz`)).status).toBe(400);
  });
});
