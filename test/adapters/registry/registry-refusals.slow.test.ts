/** What registries refuse and how they say it; every text over the wire. */
import { afterEach, describe, expect, it } from 'vitest';
import { createRegistryClient } from '../../../src/adapters/registry/registry-client.js';
import { parseRepositoryUri, parseTag } from '../../../src/domain/image-reference.js';
import {
  type Script,
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../servers/scripted-http.js';
import { imageOf, randomBlob } from './test-image.js';

const credentials = { username: 'AWS', password: 'token-of-refusals' };
const tag = parseTag('v1');
const image = imageOf(randomBlob(1000));

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

async function answering(script: Script) {
  server = await startScriptedServer(script);
  return { client: createRegistryClient(), uri: parseRepositoryUri(`${server.host}/team/app`), server };
}

const refusal = (status: number, code: string, message: string): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ errors: [{ code, message }] }),
});

describe('putting a manifest', () => {
  it.each([
    [
      404,
      'NAME_UNKNOWN',
      "The repository with name 'team/app' does not exist in the registry with id '111122223333'",
      'REPOSITORY_NOT_FOUND',
      'F1',
    ],
    [
      403,
      'DENIED',
      'User: arn:aws:iam::1:user/u is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:x',
      'ACCESS_DENIED',
      'F3',
    ],
    [403, 'DENIED', 'something new', 'ACCESS_DENIED', undefined],
    [401, 'UNAUTHORIZED', 'Not Authorized', 'CREDENTIALS_REFUSED', undefined],
    [
      403,
      'DENIED',
      'Your authorization token has expired. Reauthenticate and try again.',
      'CREDENTIALS_REFUSED',
      'F4',
    ],
    [
      405,
      'UNSUPPORTED',
      "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Limit on number of layers per image exceeded'",
      'IMAGE_UNSUITABLE',
      'A7',
    ],
    [404, 'BLOB_UNKNOWN', 'blob unknown to registry', 'PUSH_FAILED', 'F12'],
    [400, 'SOMETHING_NEW', 'something new', 'PUSH_FAILED', undefined],
  ])('%i %s: %s → %s', async (status, code, text, expected, diagnosis) => {
    const { client, uri } = await answering(() => refusal(status, code, text));
    await expect(client.putManifest(uri, tag, image.manifest, credentials)).rejects.toMatchObject({
      code: expected,
      message: expect.stringContaining(
        `the registry answered HTTP ${status}: ${code.toLowerCase().replaceAll('_', ' ')}: ${text}`,
      ),
      details: { repository: 'team/app', status, error: code, ...(diagnosis && { diagnosis }) },
    });
  });

  const immutable = refusal(
    400,
    'TAG_INVALID',
    "The image tag 'v1' already exists in the 'team/app' repository and cannot be overwritten because the repository is immutable.",
  );

  it('is success when the immutable tag names this very image already', async () => {
    const { client, uri } = await answering(({ method }) =>
      method === 'PUT'
        ? immutable
        : { status: 200, headers: { 'content-type': image.manifest.mediaType }, body: image.manifest.bytes },
    );
    expect(await client.putManifest(uri, tag, image.manifest, credentials)).toBe(image.manifest.digest);
  });

  it('is TAG_IMMUTABLE when it names another', async () => {
    const other = imageOf(randomBlob(10)).manifest;
    const { client, uri } = await answering(({ method }) =>
      method === 'PUT'
        ? immutable
        : { status: 200, headers: { 'content-type': other.mediaType }, body: other.bytes },
    );
    await expect(client.putManifest(uri, tag, image.manifest, credentials)).rejects.toMatchObject({
      code: 'TAG_IMMUTABLE',
      details: { diagnosis: 'F6' },
    });
  });

  it('sends the bytes as they are', async () => {
    const { client, uri, server } = await answering(() => ({
      status: 201,
      headers: { 'docker-content-digest': image.manifest.digest },
    }));
    await client.putManifest(uri, tag, image.manifest, credentials);
    expect(server.requests[0]).toMatchObject({
      method: 'PUT',
      url: '/v2/team/app/manifests/v1',
      headers: { 'content-type': image.manifest.mediaType },
    });
    expect(server.requests[0]?.body.equals(Buffer.from(image.manifest.bytes))).toBe(true);
  });

  it('notices that the registry stored something else', async () => {
    const { client, uri } = await answering(() => ({
      status: 201,
      headers: { 'docker-content-digest': image.layer.digest },
    }));
    await expect(client.putManifest(uri, tag, image.manifest, credentials)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });
});

describe('reading', () => {
  const manifestAnswer = {
    status: 200,
    headers: { 'content-type': image.manifest.mediaType },
    body: image.manifest.bytes,
  };

  it('asks for every kind of manifest, with the token', async () => {
    const { client, uri, server } = await answering(() => manifestAnswer);
    await client.readManifest(uri, tag, credentials);
    const headers = server.requests[0]?.headers;
    for (const kind of [
      'docker.distribution.manifest.v2',
      'docker.distribution.manifest.list.v2',
      'oci.image.manifest.v1',
      'oci.image.index.v1',
    ])
      expect(headers?.accept).toContain(`application/vnd.${kind}+json`);
    expect(headers?.authorization).toBe(`Basic ${Buffer.from('AWS:token-of-refusals').toString('base64')}`);
  });

  it('sends no credentials when there are none', async () => {
    const { client, uri, server } = await answering(() => manifestAnswer);
    await client.readManifest(uri, tag, { username: '', password: '' });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('refuses bytes that are not the digest asked for', async () => {
    const { client, uri } = await answering(() => manifestAnswer);
    await expect(client.readManifest(uri, image.layer.digest, credentials)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    await expect(client.readBlob(uri, image.layer.digest, credentials)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    const opened = await client.openBlob(uri, image.layer.digest, credentials);
    await expect(consume(opened)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  it('refuses bytes that are not the digest the registry says', async () => {
    const { client, uri } = await answering(() => ({
      ...manifestAnswer,
      headers: { 'docker-content-digest': image.layer.digest },
    }));
    await expect(client.readManifest(uri, tag, credentials)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  it('reads no more than a manifest or a config may have', async () => {
    const { client, uri } = await answering(({ url }) => ({
      status: 200,
      body: Buffer.alloc(url.includes('/blobs/') ? 9 << 20 : 5 << 20),
    }));
    await expect(client.readManifest(uri, tag, credentials)).rejects.toMatchObject({
      code: 'REMOTE_REFUSED',
      details: { limit: 4 << 20 },
    });
    await expect(client.readBlob(uri, image.layer.digest, credentials)).rejects.toMatchObject({
      code: 'REMOTE_REFUSED',
      details: { limit: 8 << 20 },
    });
  });

  it('shows the start of a page that no registry sends', async () => {
    const { client, uri } = await answering(() => ({
      status: 403,
      headers: { 'content-type': 'text/html' },
      body: '<html>\n<h1>Blocked by policy</h1>',
    }));
    await expect(client.readManifest(uri, tag, credentials)).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('HTTP 403: <html> <h1>Blocked by policy</h1>'),
    });
  });
});

describe('retries', () => {
  it.each<[string, ReturnType<Script>]>([
    ['throttling', refusal(429, 'TOOMANYREQUESTS', 'Rate exceeded')],
    ['an internal error', { status: 500 }],
    ['a broken connection', 'reset'],
  ])('repeats after %s', async (_, first) => {
    const { client, uri, server } = await answering((_request, count) =>
      count === 1 ? first : { status: 404 },
    );
    expect(await client.readManifest(uri, tag, credentials)).toBeUndefined();
    expect(server.requests).toHaveLength(2);
  });

  it('gives up on a registry that stays down', async () => {
    const { client, uri, server } = await answering(() => ({ status: 503, body: 'down for maintenance' }));
    await expect(client.readManifest(uri, tag, credentials)).rejects.toMatchObject({
      code: 'REMOTE_UNAVAILABLE',
      message: expect.stringContaining('HTTP 503: down for maintenance.'),
    });
    expect(server.requests).toHaveLength(5);
  });

  it('says where nothing listens', async () => {
    const { client, uri, server } = await answering(() => 'hang');
    await server.close();
    await expect(client.readManifest(uri, tag, credentials)).rejects.toMatchObject({
      code: 'REMOTE_UNAVAILABLE',
      message: expect.stringMatching(
        /^Reading the manifest v1 of \S+: 127\.0\.0\.1:\d+ could not be reached: connect ECONNREFUSED/,
      ),
    });
  });

  it('stops at once when the run is interrupted', async () => {
    const stop = new AbortController();
    const { uri } = await answering(() => {
      setTimeout(() => stop.abort(), 20);
      return 'hang';
    });
    const client = createRegistryClient({ signal: stop.signal });
    await expect(client.readManifest(uri, tag, credentials)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});

async function consume(stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of stream);
}
