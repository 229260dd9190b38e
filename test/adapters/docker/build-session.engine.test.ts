/** Base images that need credentials, and a session that lasts as long as its build. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBuildSession } from '../../../src/adapters/docker/build-session.js';
import { connectEngine } from '../../../src/adapters/docker/connect-engine.js';
import { createEngineClient } from '../../../src/adapters/docker/engine-client.js';
import { parseEndpoint } from '../../../src/adapters/docker/engine-endpoint.js';
import { parseDigest } from '../../../src/domain/digest.js';
import { parseRepositoryUri, parseTag } from '../../../src/domain/image-reference.js';
import type { BuildRequest, ContainerEngine } from '../../../src/ports/container-engine.js';
import { contextFolder, type TestFolder } from '../../servers/context-folder.js';
import { type DockerRegistry, registryLogin, startDockerRegistry } from '../../servers/docker-registry.js';
import {
  describeEngineWith,
  noSignal,
  realEngine,
  removeLater,
  removePulledLater,
  uniqueImage,
} from '../../servers/engine.js';

const registryAuth = Buffer.from(`${registryLogin.username}:${registryLogin.password}`).toString('base64');

describeEngineWith(['/usr/bin/docker-registry'], 'a session with the engine', () => {
  let registry: DockerRegistry;
  let engine: ContainerEngine;
  let context: TestFolder;
  let home: TestFolder;

  beforeAll(async () => {
    engine = await realEngine();
    registry = await startDockerRegistry({ authenticated: true });
    removePulledLater(registry.host);
    context = await contextFolder({});
  });

  beforeEach(async () => {
    home = await contextFolder({});
    return () => home.remove();
  });

  afterAll(async () => {
    await registry?.close();
    await context?.remove();
  });

  /** Puts a base image into the registry that no build has seen, and a Dockerfile on it into the context. */
  async function newBase(): Promise<void> {
    const repository = parseRepositoryUri(`${registry.host}/base-${randomUUID().slice(0, 8)}`);
    const imageId = parseDigest(await uniqueImage([`LABEL base=${randomUUID()}`]));
    await engine.push(
      { imageId, repository, tag: parseTag('v1'), platform: 'linux/amd64', credentials: registryLogin },
      () => undefined,
      noSignal,
    );
    await writeFile(
      join(context.path, 'Dockerfile'),
      `FROM ${repository}:v1\nLABEL unique=${randomUUID()}\n`,
    );
  }

  /** Builds as a user with the home folder of this test, its docker configuration and this PATH. */
  async function buildAsUser(request: Partial<BuildRequest>, path = process.env.PATH ?? ''): Promise<string> {
    const { endpoint } = await engine.describe();
    const user = await connectEngine({ env: { DOCKER_HOST: endpoint, PATH: path }, homeFolder: home.path });
    const id = await user.build(
      { context: context.path, dockerfile: 'Dockerfile', args: {}, platform: 'linux/amd64', ...request },
      () => undefined,
      noSignal,
    );
    removeLater(id);
    return id;
  }

  async function dockerConfig(config: unknown): Promise<void> {
    await mkdir(join(home.path, '.docker'), { recursive: true });
    await writeFile(join(home.path, '.docker/config.json'), JSON.stringify(config));
  }

  test.each([
    { name: 'BuildKit', using: {} },
    { name: 'the classic builder', using: { builder: 'classic' as const } },
  ])(
    'a private base image with $name: refused, then with the docker configuration, then with a credential helper',
    async ({ using }) => {
      await newBase();
      await expect(buildAsUser(using)).rejects.toMatchObject({
        code: 'BUILD_FAILED',
        message: expect.stringContaining(registry.host),
      });
      await dockerConfig({ auths: { [registry.host]: { auth: registryAuth } } });
      await buildAsUser(using);

      await newBase();
      const asked = join(home.path, 'asked');
      const helper = join(home.path, 'docker-credential-fortest');
      const answer = JSON.stringify({
        ServerURL: registry.host,
        Username: registryLogin.username,
        Secret: registryLogin.password,
      });
      await writeFile(helper, `#!/bin/sh\ncat > '${asked}'\necho '${answer}'\n`);
      await chmod(helper, 0o755);
      await dockerConfig({ credHelpers: { [registry.host]: 'fortest' } });
      await buildAsUser(using, `${home.path}:${process.env.PATH}`);
      expect(await readFile(asked, 'utf8')).toBe(registry.host);
    },
  );

  test('a credential helper that is not installed breaks nothing', async () => {
    await dockerConfig({ credsStore: 'desktop-that-is-gone' });
    await writeFile(join(context.path, 'Dockerfile'), `FROM scratch\nLABEL unique=${randomUUID()}\n`);
    await buildAsUser({});
    await newBase();
    await dockerConfig({
      credsStore: 'desktop-that-is-gone',
      auths: { [registry.host]: { auth: registryAuth } },
    });
    await buildAsUser({});
  });

  test('credentials that the caller has come first, and only the host that is asked for is told', async () => {
    await newBase();
    const hosts: string[] = [];
    await buildAsUser({
      credentialsFor: async (host) => {
        hosts.push(host);
        return registryLogin;
      },
    });
    expect(new Set(hosts)).toEqual(new Set([registry.host]));
  });

  test('builds work over ssh, session and all', async () => {
    // The part after `--` is what the far side runs.
    const ssh = join(home.path, 'ssh');
    await writeFile(ssh, '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift 2; exec "$@"\n');
    await chmod(ssh, 0o755);
    await newBase();
    const before = { ...process.env };
    Object.assign(process.env, {
      PATH: `${home.path}:${process.env.PATH}`,
      DOCKER_HOST: (await engine.describe()).endpoint,
    });
    try {
      const far = await connectEngine({
        env: { DOCKER_HOST: 'ssh://builder.example.com' },
        homeFolder: home.path,
      });
      const id = await far.build(
        {
          context: context.path,
          dockerfile: 'Dockerfile',
          args: {},
          platform: 'linux/amd64',
          credentialsFor: async () => registryLogin,
        },
        () => undefined,
        noSignal,
      );
      removeLater(id);
      expect(await engine.inspect(id)).toMatchObject({ id });
    } finally {
      process.env = before;
    }
  });

  test('the engine keeps it, because its health checks are answered', async () => {
    const client = createEngineClient(parseEndpoint((await engine.describe()).endpoint, 'test'));
    let connection: Duplex | undefined;
    const session = await openBuildSession(
      { ...client, upgrade: async (...args) => (connection = await client.upgrade(...args)) },
      async () => undefined,
    );
    // Engine 20.10 checks after one second and hangs up on the first check without an answer.
    await sleep(2_500);
    expect(connection?.destroyed).toBe(false);
    session.close();
    expect(connection?.destroyed).toBe(true);
  });
});
