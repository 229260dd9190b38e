/** How uploads treat memory, sources that fail, and registries that answer oddly. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createRegistryClient } from '../../../src/adapters/registry/registry-client.js';
import { parseRepositoryUri } from '../../../src/domain/image-reference.js';
import { type Script, type ScriptedServer, startScriptedServer } from '../../servers/scripted-http.js';
import { absentDigest, blobOf, randomBlob } from './test-image.js';

const credentials = { username: 'AWS', password: 'token-of-uploads' };
const mib = 1024 * 1024;

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

async function answering(script: Script) {
  server = await startScriptedServer(script);
  return { server, uri: parseRepositoryUri(`${server.host}/team/app`) };
}

/** Too much for any buffer; counts what was read of it. */
function gibibyte() {
  const chunk = Buffer.alloc(64 * 1024);
  return {
    digest: absentDigest,
    size: 1024 * mib,
    read: 0,
    async *open() {
      for (; this.read < this.size; this.read += chunk.byteLength) yield chunk;
    },
  };
}

const opened = { status: 202, headers: { location: '/v2/team/app/blobs/uploads/u1?_state=a%2Bb' } };

it('sends a blob in one request, with its length, to where the registry says', async () => {
  const blob = randomBlob(200_000);
  const { uri, server } = await answering(({ method }) =>
    method === 'HEAD' ? { status: 404 } : method === 'POST' ? opened : { status: 201 },
  );
  await createRegistryClient().pushBlob(blob, { repository: uri, credentials });
  const [head, post, put] = server.requests;
  expect([head?.method, post?.method, put?.method]).toEqual(['HEAD', 'POST', 'PUT']);
  expect(put?.headers['content-length']).toBe('200000');
  expect(put?.headers['transfer-encoding']).toBeUndefined();
  const url = new URL(put?.url ?? '', server.url);
  expect(url.pathname).toBe('/v2/team/app/blobs/uploads/u1');
  expect(url.searchParams.get('_state')).toBe('a+b');
  expect(url.searchParams.get('digest')).toBe(blob.digest);
  expect(put?.body.equals(blob.bytes)).toBe(true);
});

it('reads no further ahead than the connection takes', async () => {
  // A registry that takes the head of the upload and not its body.
  const stalled = createServer((request, response) => {
    if (request.method === 'PUT') return void request.pause();
    response.writeHead(request.method === 'HEAD' ? 404 : 202, { location: '/v2/team/app/blobs/uploads/u1' });
    response.end();
  });
  await new Promise<void>((resolve) => stalled.listen(0, '127.0.0.1', resolve));
  const stop = new AbortController();
  const source = gibibyte();
  const uri = parseRepositoryUri(`127.0.0.1:${(stalled.address() as AddressInfo).port}/team/app`);
  const pushing = createRegistryClient({ signal: stop.signal }).pushBlob(source, {
    repository: uri,
    credentials,
  });
  const ended = expect(pushing).rejects.toMatchObject({ code: 'INTERRUPTED' });
  let before = -1;
  while (source.read === 0 || source.read !== before) {
    before = source.read;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // What the sockets of both sides buffer, of a gibibyte.
  expect(source.read).toBeLessThan(64 * mib);
  stop.abort();
  await ended;
  stalled.closeAllConnections();
  await new Promise((resolve) => stalled.close(resolve));
});

it('runs only a few uploads at a time', async () => {
  let running = 0;
  let most = 0;
  const { uri } = await answering(async ({ method }) => {
    if (method === 'HEAD') return { status: 404 };
    if (method === 'POST') return opened;
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
    return { status: 201 };
  });
  const client = createRegistryClient({ uploads: 3 });
  await Promise.all(
    Array.from({ length: 10 }, () => client.pushBlob(randomBlob(10), { repository: uri, credentials })),
  );
  expect(most).toBe(3);
});

it('reads an answer that comes before the body is sent, and stops sending', async () => {
  const early = createServer((request, response) => {
    if (request.method === 'HEAD') return void response.writeHead(404).end();
    if (request.method === 'POST')
      return void response.writeHead(202, { location: '/v2/team/app/blobs/uploads/u1' }).end();
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ errors: [{ code: 'DENIED', message: 'quota of the project is used up' }] }),
    );
  });
  await new Promise<void>((resolve) => early.listen(0, '127.0.0.1', resolve));
  const uri = parseRepositoryUri(`127.0.0.1:${(early.address() as AddressInfo).port}/team/app`);
  const source = gibibyte();
  const pushing = createRegistryClient().pushBlob(source, { repository: uri, credentials });
  await expect(pushing).rejects.toMatchObject({
    code: 'ACCESS_DENIED',
    message: expect.stringContaining('denied: quota of the project is used up'),
  });
  expect(source.read).toBeLessThan(64 * mib);
  early.closeAllConnections();
  await new Promise((resolve) => early.close(resolve));
});

const accepting: Script = ({ method }) =>
  method === 'HEAD' ? { status: 404 } : method === 'POST' ? opened : { status: 201 };

it('does not blame the network for a source that cannot be read', async () => {
  const { uri, server } = await answering(accepting);
  const blob = randomBlob(100);
  const broken = {
    ...blob,
    // biome-ignore lint/correctness/useYield: it fails before there is anything to give
    async *open(): AsyncGenerator<Uint8Array> {
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    },
  };
  await expect(
    createRegistryClient().pushBlob(broken, { repository: uri, credentials }),
  ).rejects.toMatchObject({
    code: 'PUSH_FAILED',
    message: `Cannot read the blob ${blob.digest}: EIO: i/o error, read.`,
  });
  expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

it.each([
  ['fewer', 101],
  ['more', 99],
])('notices a source with %s bytes than it said', async (word, size) => {
  const { uri } = await answering(accepting);
  const lying = { ...blobOf(Buffer.alloc(100)), size };
  await expect(
    createRegistryClient().pushBlob(lying, { repository: uri, credentials }),
  ).rejects.toMatchObject({
    code: 'PUSH_FAILED',
    message: expect.stringContaining(`it has ${word} than the ${size} bytes`),
  });
});

it('starts again when the registry forgot the upload', async () => {
  let puts = 0;
  const { uri, server } = await answering(({ method }) => {
    if (method === 'HEAD' || method === 'GET') return { status: 404 };
    if (method === 'POST') return opened;
    puts += 1;
    return { status: puts === 1 ? 404 : 201 };
  });
  expect(await createRegistryClient().pushBlob(randomBlob(100), { repository: uri, credentials })).toBe(
    'uploaded',
  );
  expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
});

it('believes the registry when the blob arrived and only the answer was lost', async () => {
  let heads = 0;
  const { uri, server } = await answering(({ method }) => {
    if (method === 'HEAD') return { status: ++heads === 1 ? 404 : 200 };
    if (method === 'GET') return { status: 404 };
    return method === 'POST' ? opened : 'reset';
  });
  expect(await createRegistryClient().pushBlob(randomBlob(100), { repository: uri, credentials })).toBe(
    'uploaded',
  );
  expect(server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

it('gives up on a registry that never takes the blob', async () => {
  const { uri, server } = await answering(({ method }) => {
    if (method === 'HEAD' || method === 'GET') return { status: 404 };
    return method === 'POST' ? opened : 'reset';
  });
  await expect(
    createRegistryClient().pushBlob(randomBlob(100), { repository: uri, credentials }),
  ).rejects.toMatchObject({ code: 'REMOTE_UNAVAILABLE' });
  expect(server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(5);
});
