/** How build, push, load and describe read an engine that answers oddly, or only as newer engines do. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { parseDigest } from '../../../src/domain/digest.js';
import { parseRepositoryUri, parseTag } from '../../../src/domain/image-reference.js';
import type { BuildEvent, PushEvent, PushRequest } from '../../../src/ports/container-engine.js';
import { contextFolder, type TestFolder } from '../../servers/context-folder.js';
import {
  answering,
  type FakeAnswer,
  type FakeEngine,
  startFakeEngine,
  streaming,
} from '../../servers/fake-engine.js';

const noSignal = new AbortController().signal;
const imageId = parseDigest(`sha256:${'a'.repeat(64)}`);
const digest = parseDigest(`sha256:${'b'.repeat(64)}`);
const image = {
  Id: imageId,
  Os: 'linux',
  Architecture: 'amd64',
  Size: 10,
  RepoTags: ['lading/build:x'],
  RootFS: { Layers: ['x'] },
  Config: { Env: null, Entrypoint: null, Cmd: ['a'] },
};
const path = '/images/123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app';

let fake: FakeEngine | undefined;
let context: TestFolder | undefined;

afterEach(async () => {
  await fake?.close();
  await context?.remove();
});

async function build(
  answer: FakeAnswer,
  more: Record<string, FakeAnswer> = {},
): Promise<{ id: string; events: BuildEvent[] }> {
  context = await contextFolder({ Dockerfile: 'FROM scratch\n' });
  fake = await startFakeEngine({
    'POST /build': answer,
    [`GET /images/${imageId}/json`]: answering(image),
    ...more,
  });
  const events: BuildEvent[] = [];
  const id = await fake.engine.build(
    { context: context.path, dockerfile: 'Dockerfile', args: { A: 'b c' }, platform: 'linux/amd64' },
    (event) => events.push(event),
    noSignal,
  );
  return { id, events };
}

const built = `{"aux":{"ID":"${imageId}"}}\n`;

describe('building', () => {
  test('an engine or proxy without sessions gets the classic builder', async () => {
    const { id } = await build(streaming(['{"stream":"Step 1/1 : FROM scratch\\n"}\n', built]));
    expect(id).toBe(imageId);
    expect(fake?.seen.map((request) => `${request.method} ${request.path}`)).toContain('POST /session');
    const query = fake?.seen.find((request) => request.path === '/build')?.query;
    expect(Object.fromEntries(query ?? [])).toMatchObject({
      version: '1',
      platform: 'linux/amd64',
      buildargs: '{"A":"b c"}',
      dockerfile: 'Dockerfile',
      t: expect.stringMatching(/^lading\/build:[0-9a-f]{12}$/),
    });
    expect(query?.has('session')).toBe(false);
  });

  test('an error in the last line counts although its newline is missing, even after an image id', async () => {
    await expect(
      build(streaming([built, '{"errorDetail":{"message":"late failure"},"error":"late failure"}'])),
    ).rejects.toMatchObject({ code: 'BUILD_FAILED', message: expect.stringContaining('late failure') });
  });

  test('a stream that ends without an image is a failure', async () => {
    await expect(build(streaming(['{"stream":"Step 1/1 : FROM scratch\\n"}\n']))).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining('without an image'),
    });
  });

  test('a line that is not JSON is a failure', async () => {
    await expect(build(streaming([built, '<html>502</html>\n']))).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining('<html>502</html>'),
    });
  });

  test('an engine that dies is told apart from a build that fails', async () => {
    await expect(
      build(streaming(['{"stream":"Step 1/1 : FROM scratch\\n"}\n'], 'break')),
    ).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      exitCode: 3,
      message: expect.stringContaining('broke while building'),
    });
  });

  test('an engine that refuses the request is quoted', async () => {
    await expect(build(answering({ message: 'invalid platform' }, 400))).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringMatching(/failed: invalid platform$/),
    });
  });

  test('an image of another architecture is not passed on', async () => {
    const other = { [`GET /images/${imageId}/json`]: answering({ ...image, Architecture: 'arm64' }) };
    await expect(build(streaming([built]), other)).rejects.toMatchObject({
      code: 'ARCHITECTURE_MISMATCH',
      details: { wanted: 'linux/amd64', built: 'linux/arm64' },
    });
  });
});

describe('pushing', () => {
  const request: PushRequest = {
    imageId,
    repository: parseRepositoryUri('123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app'),
    tag: parseTag('v1'),
    platform: 'linux/arm64',
    credentials: { username: 'AWS', password: 'the-ecr-token?>' },
  };
  const done = `{"progressDetail":{},"aux":{"Tag":"v1","Digest":"${digest}","Size":5}}`;

  async function push(
    answer: FakeAnswer,
    more: Record<string, FakeAnswer> = {},
  ): Promise<{ digest: string; events: PushEvent[]; layers: unknown }> {
    fake = await startFakeEngine({
      [`GET /images/${imageId}/json`]: answering(image),
      [`POST /images/${imageId}/tag`]: answering('', 201),
      [`POST ${path}/push`]: answer,
      ...more,
    });
    const events: PushEvent[] = [];
    const result = await fake.engine.push(request, (event) => events.push(event), noSignal);
    return { ...result, events };
  }

  test('credentials travel in one header, padded as Go wants them, and in no URL', async () => {
    await push(streaming([done]));
    const pushing = fake?.seen.find((seen) => seen.path === `${path}/push`);
    const header = String(pushing?.headers['x-registry-auth']);
    expect(header.length % 4).toBe(0);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      username: 'AWS',
      password: 'the-ecr-token?>',
      serveraddress: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    });
    expect(Object.fromEntries(pushing?.query ?? [])).toEqual({ tag: 'v1' });
    expect(fake?.seen.filter((seen) => JSON.stringify([...seen.query]).includes('token'))).toEqual([]);
  });

  test.each([
    [
      'an engine since API 1.46',
      { 'GET /version': answering({ Version: '28.0.0', ApiVersion: '1.48', Os: 'linux', Arch: 'arm64' }) },
    ],
    [
      'a containerd store',
      { 'GET /info': answering({ DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] }) },
    ],
  ])('%s is asked for one platform only', async (_case, more) => {
    await push(streaming([done]), more);
    expect(
      JSON.parse(fake?.seen.find((seen) => seen.path === `${path}/push`)?.query.get('platform') ?? ''),
    ).toEqual({ os: 'linux', architecture: 'arm64' });
  });

  test('layers are told and counted', async () => {
    const lines = [
      '{"status":"The push refers to repository [x]"}',
      '{"status":"Preparing","progressDetail":{},"id":"one"}',
      '{"status":"Waiting","progressDetail":{},"id":"two"}',
      '{"status":"Pushing","progressDetail":{"current":5,"total":10},"progress":"[=>  ]","id":"one"}',
      '{"status":"Retrying in 5 seconds","progressDetail":{},"id":"one"}',
      '{"status":"Pushed","progressDetail":{},"id":"one"}',
      '{"status":"Layer already exists","progressDetail":{},"id":"two"}',
      '{"status":"Mounted from team/other","progressDetail":{},"id":"three"}',
      `{"status":"v1: digest: ${digest} size: 5"}`,
      done,
    ];
    const { events, layers, digest: found } = await push(streaming([lines.join('\r\n')]));
    expect(events.map(({ layer, status }) => `${layer} ${status}`)).toEqual([
      'one preparing',
      'two preparing',
      'one pushing',
      'one retrying',
      'one pushed',
      'two exists',
      'three mounted',
    ]);
    expect(events[2]).toEqual({ layer: 'one', status: 'pushing', current: 5, total: 10 });
    expect(layers).toEqual({ total: 3, pushed: 1 });
    expect(found).toBe(digest);
  });

  test('without a digest nothing counts as pushed', async () => {
    await expect(
      push(streaming(['{"status":"Pushed","progressDetail":{},"id":"one"}\n'])),
    ).rejects.toMatchObject({ code: 'PUSH_FAILED', message: expect.stringContaining('without a digest') });
  });

  test('an error after the digest counts', async () => {
    await expect(push(streaming([`${done}\n`, '{"error":"EOF"}']))).rejects.toMatchObject({
      code: 'PUSH_FAILED',
      details: { diagnosis: 'F2' },
    });
  });

  test.each([
    [
      'F7',
      'failed commit on ref "manifest-sha256:1": unexpected status from PUT request to https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/team/app/manifests/v1: 403 Forbidden',
      'ACCESS_DENIED',
    ],
    [
      'F8',
      'failed commit on ref "manifest-sha256:1": unexpected status from PUT request to https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/team/app/manifests/v1: 400 Bad Request',
      'PUSH_FAILED',
    ],
    [
      'F2',
      'failed to do request: Post "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/x/blobs/uploads/": EOF',
      'PUSH_FAILED',
    ],
    ['F5', 'no basic auth credentials', 'CREDENTIALS_REFUSED'],
    ['F11', 'manifest unknown: Requested image not found', 'IMAGE_NOT_FOUND'],
    ['F19', 'dial tcp: lookup 123456789012.dkr.ecr.eu-wst-1.amazonaws.com: no such host', 'PUSH_FAILED'],
    ['F19', 'net/http: TLS handshake timeout', 'PUSH_FAILED'],
    ['F20', 'An image does not exist locally with the tag: team/app', 'IMAGE_NOT_FOUND'],
  ])('%s: %s', async (_row, message, code) => {
    const failure = push(streaming([JSON.stringify({ errorDetail: { message }, error: message })]));
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    await failure.catch(({ suggestions }: { suggestions: string[] }) => {
      expect(suggestions.length).toBeGreaterThan(0);
      expect(suggestions.join('\n')).not.toMatch(/[{}]/);
    });
  });

  test('a name that cannot be taken away again does not spoil the push', async () => {
    await push(streaming([done]), {
      [`GET /images/${imageId}/json`]: answering({ ...image, RepoTags: ['other:1'] }),
    });
    expect(fake?.seen.map(({ method }) => method)).toContain('DELETE');
  });
});

test('an image without Config is read as one without settings', async () => {
  fake = await startFakeEngine({
    'GET /images/alpine:3/json': answering({ Id: imageId, Os: 'linux', Architecture: 'amd64' }),
  });
  expect(await fake.engine.inspect('alpine:3')).toEqual({
    id: imageId,
    os: 'linux',
    architecture: 'amd64',
    size: 0,
    layerCount: 0,
    diffIds: [],
    entryPoint: [],
    command: [],
    workingDirectory: '',
    environment: [],
    repositoryDigests: [],
  });
  expect(await fake.engine.inspect('nothing:1')).toBeUndefined();
});

test('a reference that the engine refuses', async () => {
  fake = await startFakeEngine({
    'GET /images/A%3Fb/json': answering({ message: 'invalid reference format' }, 400),
  });
  await expect(fake.engine.inspect('A?b')).rejects.toMatchObject({
    code: 'REFERENCE_INVALID',
    message: expect.stringContaining('invalid reference format'),
  });
});

test.each([
  [
    { Version: '20.10.24', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64' },
    { buildKit: true, architecture: 'x86_64' },
  ],
  [{ Version: '17.12', ApiVersion: '1.35', Os: 'linux', Arch: 'amd64' }, { buildKit: false }],
  [{ Version: '27.0.0', ApiVersion: '1.46', Os: 'windows', Arch: 'amd64' }, { buildKit: false }],
  [
    {
      Version: '5.2.0',
      ApiVersion: '1.41',
      Os: 'linux',
      Arch: 'arm64',
      Components: [{ Name: 'Podman Engine' }],
    },
    { buildKit: false, architecture: 'arm64' },
  ],
  [
    { Version: '29.0.0', ApiVersion: '1.52', Os: 'linux', Arch: 'riscv64' },
    { buildKit: true, architecture: undefined },
  ],
])('an engine that says %j', async (version, facts) => {
  fake = await startFakeEngine({ 'GET /version': answering(version) });
  expect(await fake.engine.describe()).toMatchObject(facts);
});

test('an archive that the engine cannot load', async () => {
  fake = await startFakeEngine({
    'POST /images/load': streaming([
      '{"errorDetail":{"message":"invalid tar header"},"error":"invalid tar header"}',
    ]),
  });
  await expect(fake.engine.load(Readable.from(['x']), noSignal)).rejects.toMatchObject({
    code: 'IMAGE_UNSUITABLE',
    message: expect.stringContaining('invalid tar header'),
  });
});

test('exporting', async () => {
  fake = await startFakeEngine({ 'GET /images/app:1/get': (response) => response.end('tar bytes') });
  expect(await text(await fake.engine.exportImage('app:1', noSignal))).toBe('tar bytes');
  await expect(fake.engine.exportImage('app:2', noSignal)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
});
