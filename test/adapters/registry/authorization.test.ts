/** Token services and redirects: who gets which credentials. */
import { afterEach, describe, expect, it } from 'vitest';
import { createRegistryClient } from '../../../src/adapters/registry/registry-client.js';
import { parseRepositoryUri, parseTag } from '../../../src/domain/image-reference.js';
import { redact } from '../../../src/errors/redact.js';
import {
  jsonAnswer,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../servers/scripted-http.js';
import { imageOf, randomBlob } from './test-image.js';

const credentials = { username: 'me', password: 'pass:word' };
const basic = `Basic ${Buffer.from('me:pass:word').toString('base64')}`;
const image = imageOf(randomBlob(1000));
const tag = parseTag('v1');

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
async function start(script: Script): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  servers.push(server);
  return server;
}
const uriAt = ({ host }: ScriptedServer) => parseRepositoryUri(`${host}/team/app`);
const manifest = {
  status: 200,
  headers: { 'content-type': image.manifest.mediaType },
  body: image.manifest.bytes,
};

describe('a registry with a token service', () => {
  async function registryWith(tokens: Script) {
    const service = await start(tokens);
    const challenge = `Bearer realm="${service.url}/token",service="registry.example",scope="repository:team/app:pull"`;
    const registry = await start(({ headers }) =>
      headers.authorization === 'Bearer token-1-of-the-service'
        ? manifest
        : { status: 401, headers: { 'www-authenticate': challenge } },
    );
    return { service, registry };
  }

  it('is given the token that the service gives for the credentials, and keeps it', async () => {
    const { service, registry } = await registryWith(() => jsonAnswer({ token: 'token-1-of-the-service' }));
    const client = createRegistryClient();
    await client.readManifest(uriAt(registry), tag, credentials);
    await client.readManifest(uriAt(registry), tag, credentials);
    expect(service.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/token?service=registry.example&scope=repository%3Ateam%2Fapp%3Apull', basic],
    ]);
    expect(registry.requests.map(({ headers }) => headers.authorization)).toEqual([
      basic,
      'Bearer token-1-of-the-service',
      'Bearer token-1-of-the-service',
    ]);
    expect(redact('x token-1-of-the-service')).toBe('x [redacted]');
  });

  it('is asked anonymously without credentials', async () => {
    const { service, registry } = await registryWith(() =>
      jsonAnswer({ access_token: 'token-1-of-the-service' }),
    );
    await createRegistryClient().readManifest(uriAt(registry), tag, { username: '', password: '' });
    expect(service.requests[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['refuses', { status: 401 }],
    ['answers without a token', jsonAnswer({})],
    ['answers nonsense', { status: 200, body: 'nonsense' }],
  ])('fails when the service %s', async (_, answer) => {
    const { registry } = await registryWith(() => answer);
    await expect(
      createRegistryClient().readManifest(uriAt(registry), tag, credentials),
    ).rejects.toMatchObject({
      code: 'CREDENTIALS_REFUSED',
      message: expect.stringContaining('The token service 127.0.0.1'),
    });
  });

  it('gets a new token when the old one no longer does', async () => {
    let count = 0;
    const service = await start(() => jsonAnswer({ token: `token-number-${++count}` }));
    const registry = await start(({ headers, method }) => {
      const wanted = method === 'HEAD' ? 'Bearer token-number-2' : 'Bearer token-number-1';
      const challenge = `Bearer realm="${service.url}/token",scope="repository:team/app:${method === 'HEAD' ? 'push' : 'pull'}"`;
      return headers.authorization === wanted
        ? manifest
        : { status: 401, headers: { 'www-authenticate': challenge } };
    });
    const client = createRegistryClient();
    await client.readManifest(uriAt(registry), tag, credentials);
    expect(await client.hasBlob(uriAt(registry), image.layer.digest, credentials)).toBe(true);
    expect(service.requests).toHaveLength(2);
  });

  it('does not send credentials to a service without https', async () => {
    const registry = await start(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="http://tokens.example/token"' },
    }));
    await expect(
      createRegistryClient().readManifest(uriAt(registry), tag, credentials),
    ).rejects.toMatchObject({
      code: 'CREDENTIALS_REFUSED',
      message: expect.stringContaining('not https'),
    });
  });
});

describe('a registry that redirects to storage', () => {
  it('follows, without handing the credentials over', async () => {
    const storage = await start(() => ({ status: 200, body: image.layer.bytes }));
    const registry = await start(() => ({
      status: 307,
      headers: { location: `${storage.url}/blob?X-Amz-Signature=abc` },
    }));
    const bytes = await createRegistryClient().readBlob(uriAt(registry), image.layer.digest, credentials);
    expect(Buffer.from(bytes).equals(image.layer.bytes)).toBe(true);
    expect(registry.requests[0]?.headers.authorization).toBe(basic);
    expect(storage.requests[0]?.headers.authorization).toBeUndefined();
    expect(storage.requests[0]?.url).toBe('/blob?X-Amz-Signature=abc');
  });

  it('keeps the credentials within the registry', async () => {
    const registry = await start(({ url }) =>
      url === '/elsewhere'
        ? { status: 200, body: image.layer.bytes }
        : { status: 302, headers: { location: '/elsewhere' } },
    );
    await createRegistryClient().readBlob(uriAt(registry), image.layer.digest, credentials);
    expect(registry.requests[1]).toMatchObject({ url: '/elsewhere', headers: { authorization: basic } });
  });

  it('ends a circle', async () => {
    const registry = await start(({ url }) => ({ status: 302, headers: { location: url } }));
    await expect(
      createRegistryClient().readBlob(uriAt(registry), image.layer.digest, credentials),
    ).rejects.toMatchObject({ code: 'REMOTE_REFUSED', details: { status: 302 } });
    expect(registry.requests).toHaveLength(6);
  });
});
