/** Copies between registries: from Debian's docker-registry, which we did not write, into our region. */
import { randomBytes } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { createRegistryLogins } from '../../src/adapters/docker/registry-logins.js';
import { digestOf } from '../../src/domain/digest.js';
import { mediaTypes } from '../../src/domain/image-manifest.js';
import { parseRepositoryUri, parseTag } from '../../src/domain/image-reference.js';
import { parseForeignReference } from '../../src/domain/image-source.js';
import type { RegistryCredentials } from '../../src/ports/container-engine.js';
import type { RegistryLogins } from '../../src/ports/registry-logins.js';
import type { Candidate } from '../../src/services/candidate.js';
import { readForeignImage } from '../../src/services/copy-image.js';
import { scratchFolder } from '../adapters/archive/archive-fixtures.js';
import { imageOf, randomBlob, type TestImage } from '../adapters/registry/test-image.js';
import { startCuttingProxy } from '../servers/cutting-proxy.js';
import { type DockerRegistry, registryLogin, startDockerRegistry } from '../servers/docker-registry.js';
import { needing } from '../servers/needing.js';
import { startScriptedServer } from '../servers/scripted-http.js';
import { failureOf } from './failure-of.js';
import { type PushWorld, startPushWorld } from './push-world.js';

const { describe, it } = needing('/usr/bin/docker-registry');

const anonymous: RegistryCredentials = { username: '', password: '' };
const noLogins: RegistryLogins = { find: async () => undefined };
const megabyte = 1_000_000;

let world: PushWorld;
let open: DockerRegistry;
let closed: DockerRegistry;

beforeAll(async () => {
  world = await startPushWorld();
  open = await startDockerRegistry();
  closed = await startDockerRegistry({ authenticated: true });
});
afterAll(async () => {
  await Promise.all([world?.close(), open?.close(), closed?.close()]);
});

/** Something to copy; its reference by tag. */
async function stored(
  { host }: { readonly host: string },
  image: TestImage,
  credentials = anonymous,
): Promise<string> {
  const uri = parseRepositoryUri(`${host}/team/source`);
  await world.registry.pushBlob(image.layer, { repository: uri, credentials });
  await world.registry.pushBlob(image.config, { repository: uri, credentials });
  const tag = parseTag(`t${randomBytes(4).toString('hex')}`);
  await world.registry.putManifest(uri, tag, image.manifest, credentials);
  return `${uri}:${tag}`;
}

function look(reference: string, logins = noLogins): Promise<Candidate> {
  const authorization = { credentials: world.credentials, proxyEndpoint: world.region.url };
  return readForeignImage(parseForeignReference(reference), 'x86_64', authorization, {
    registry: world.registry,
    logins,
  });
}

async function loginsOf(config: object, path?: string): Promise<RegistryLogins> {
  const folder = await scratchFolder();
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const env = { DOCKER_CONFIG: folder, PATH: path ?? process.env.PATH };
  return createRegistryLogins({ env, homeFolder: '/nonexistent' });
}

let counter = 0;
async function target(): Promise<string> {
  counter += 1;
  await world.repository(`copied/r${counter}`);
  return `copied/r${counter}`;
}

describe('from a registry that anybody may read', () => {
  it('copies byte for byte, and the second time nothing', async () => {
    const image = imageOf(randomBlob(2 * megabyte));
    const reference = await stored(open, image);
    const name = await target();
    const pushed = await world.push(await look(reference), name);
    expect(pushed).toMatchObject({ digest: image.manifest.digest, layers: { total: 1, pushed: 1 } });
    const uri = parseRepositoryUri(`${world.host}/${name}`);
    const layer = await world.registry.readBlob(uri, image.layer.digest, world.credentials);
    expect(Buffer.from(layer).equals(image.layer.bytes)).toBe(true);
    world.received();
    expect((await world.push(await look(reference), name)).layers.pushed).toBe(0);
    expect(world.received()).toBe(0);
  });

  it('goes on where a connection broke, on either side', async () => {
    const image = imageOf(randomBlob(4 * megabyte));
    const [from, to] = [await startCuttingProxy(open.host), await startCuttingProxy(world.host)];
    try {
      const reference = (await stored(open, image)).replace(open.host, from.host);
      const name = await target();
      const candidate = await look(reference);
      from.cutDownloadsAfter(megabyte, megabyte);
      to.cutUploadsAfter(1.5 * megabyte);
      const pushed = await world.push(candidate, name, { host: to.host });
      expect([from.cuts(), to.cuts()]).toEqual([2, 1]);
      expect(pushed.digest).toBe(image.manifest.digest);
      const uri = parseRepositoryUri(`${world.host}/${name}`);
      const layer = await world.registry.readBlob(uri, image.layer.digest, world.credentials);
      expect(digestOf(layer)).toBe(image.layer.digest);
      expect(to.uploaded()).toBeLessThan(5 * megabyte);
    } finally {
      await Promise.all([from.close(), to.close()]);
    }
  });

  it('copies the child of an index for the architecture', async () => {
    const [amd, arm] = [imageOf(randomBlob(1000)), imageOf(randomBlob(1000))];
    const references = [await stored(open, amd), await stored(open, arm)];
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.ociIndex,
        manifests: [amd, arm].map(({ manifest }, index) => ({
          mediaType: manifest.mediaType,
          digest: manifest.digest,
          size: manifest.bytes.byteLength,
          platform: { os: 'linux', architecture: index === 0 ? 'amd64' : 'arm64' },
        })),
      }),
    );
    const index = { digest: digestOf(bytes), mediaType: mediaTypes.ociIndex, bytes };
    const uri = parseRepositoryUri(references[0]?.replace(/:[^:]+$/, '') ?? '');
    await world.registry.putManifest(uri, parseTag('both'), index, anonymous);
    expect((await world.push(await look(`${uri}:both`), await target())).digest).toBe(amd.manifest.digest);
  });

  it.each([
    ['a tag that is not there', () => `${open.host}/team/source:none`, 'IMAGE_NOT_FOUND'],
    ['a repository that is not there', () => `${open.host}/team/none:v1`, 'IMAGE_NOT_FOUND'],
    ['a registry that is not there', () => '127.0.0.1:1/app:v1', 'REMOTE_UNAVAILABLE'],
  ])('says so of %s', async (_, reference, code) => {
    expect(await failureOf(look(reference()))).toMatchObject({ code });
  });
});

describe('from a registry that asks who it is', () => {
  const { username, password } = registryLogin;

  it('uses what docker login has written', async () => {
    const reference = await stored(closed, imageOf(randomBlob(1000)), registryLogin);
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    const logins = await loginsOf({ auths: { [closed.host]: { auth } } });
    expect((await world.push(await look(reference, logins), await target())).layers.pushed).toBe(1);
  });

  it.each([
    ['that reads what it is asked', 'cat > /dev/null'],
    ['that does not', 'exec <&-'],
  ])('uses a credential helper %s', async (_, reading) => {
    const reference = await stored(closed, imageOf(randomBlob(1000)), registryLogin);
    const folder = await scratchFolder();
    const answer = JSON.stringify({ Username: username, Secret: password });
    const helper = join(folder, 'docker-credential-lading-test');
    await writeFile(helper, `#!/bin/sh\n${reading}\necho '${answer}'\n`);
    await chmod(helper, 0o755);
    const logins = await loginsOf(
      { credHelpers: { [closed.host]: 'lading-test' } },
      `${folder}:${process.env.PATH}`,
    );
    expect((await world.push(await look(reference, logins), await target())).layers.pushed).toBe(1);
  });

  it('says how to log in', async () => {
    const failure = await failureOf(look(`${closed.host}/team/source:v1`));
    expect(failure).toMatchObject({ code: 'CREDENTIALS_REFUSED', exitCode: 3 });
    expect(failure.suggestions[0]).toBe(
      `Log in first, lading uses what Docker remembers: docker login ${closed.host}`,
    );
  });

  it('says how to log in again, without the password', async () => {
    const auth = Buffer.from('me:wrong-password').toString('base64');
    const logins = await loginsOf({ auths: { [closed.host]: { auth } } });
    const failure = await failureOf(look(`${closed.host}/team/source:v1`, logins));
    expect(failure.suggestions[0]).toContain('Log in again');
    expect(JSON.stringify(failure.toDocument())).not.toContain('wrong-password');
  });

  it('tells nobody else the token of ECR', async () => {
    const other = await startScriptedServer(() => ({ status: 401 }));
    await failureOf(look(`${other.host}/team/source:v1`));
    await other.close();
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe('from the same registry', () => {
  it('mounts the layers with the token that it has', async () => {
    await world.repository('team/source');
    const image = imageOf(randomBlob(2 * megabyte));
    const reference = await stored({ host: world.host }, image, world.credentials);
    world.received();
    const pushed = await world.push(await look(reference), await target());
    expect(pushed).toMatchObject({ digest: image.manifest.digest, layers: { total: 1, pushed: 0 } });
    expect(world.received()).toBeLessThan(5000);
  });
});
