/** Issue 3 item 8: images of other registries, copied without an engine, and what a foreign reference to deploy is told. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect } from 'vitest';
import type { PushResult } from '../../src/pipeline/push.js';
import { type DockerRegistry, startDockerRegistry } from '../servers/docker-registry.js';
import { needing } from '../servers/needing.js';
import { type ImageScene, openImageScene, target } from './image-scene.js';
import { document } from './run-lading.js';

const { describe, it } = needing('skopeo', '/usr/bin/docker-registry', '/bin/busybox');

let scene: ImageScene;
let registry: DockerRegistry;
beforeAll(async () => {
  scene = await openImageScene();
  registry = await startDockerRegistry();
});
afterAll(async () => {
  await Promise.all([scene?.close(), registry?.close()]);
});

describe('push --from', () => {
  let reference: string;

  beforeAll(() => {
    reference = `${registry.host}/team/app:v1`;
    const flags = ['--insecure-policy', '--quiet', '--dest-tls-verify=false'];
    execFileSync('skopeo', ['copy', ...flags, `docker-archive:${scene.saved}`, `docker://${reference}`]);
  });

  it('copies from another registry with the same digest, tags it, and the second time does nothing', async () => {
    const response = await fetch(`${registry.url}/v2/team/app/manifests/v1`, {
      headers: { accept: 'application/vnd.docker.distribution.manifest.v2+json' },
    });
    const digest = response.headers.get('docker-content-digest');
    const first = await scene.done<PushResult>([
      'push',
      '--function',
      'copied',
      '--from',
      reference,
      '--tag',
      'v1',
    ]);
    expect(first).toMatchObject({ changed: true, image: { digest, layers: { total: 2, pushed: 2 } } });
    expect(await scene.inRegistry('copied', 'v1')).toBe(digest);
    await scene.region.forgetRequests();
    const second = await scene.done<PushResult>([
      'push',
      '--function',
      'copied',
      '--from',
      reference,
      '--tag',
      'v1',
    ]);
    expect(second).toMatchObject({ changed: false, image: { digest, layers: { pushed: 0 } } });
    expect((await scene.region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
    expect(scene.engine.requests).toEqual([]);
  });

  it('is what a foreign reference to deploy is told', async () => {
    const run = await scene.lading(
      ['deploy', ...target('foreign'), '--image', 'ghcr.io/team/app:v1', '--json'],
      {
        DOCKER_HOST: process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock',
      },
    );
    expect(run.code, run.stdout + run.stderr).toBe(4);
    const { error } = document<{ error: { code: string; suggestions: string[] } }>(run);
    expect(error.code).toBe('IMAGE_NOT_FOUND');
    expect(error.suggestions[0]).toBe('Have the engine get it: docker pull ghcr.io/team/app:v1');
    expect(error.suggestions.at(-1)).toContain('lading push --from ghcr.io/team/app:v1');
  });

  it('is what it is told without an engine, too', async () => {
    const run = await scene.lading([
      'deploy',
      ...target('foreign'),
      '--image',
      'ghcr.io/team/app:v1',
      '--json',
    ]);
    expect(run.code).toBe(3);
    const { error } = document<{ error: { code: string; suggestions: string[] } }>(run);
    expect(error.code).toBe('ENGINE_UNREACHABLE');
    expect(error.suggestions.at(-1)).toContain('lading push --from ghcr.io/team/app:v1');
  });

  it('needs a tag or a digest', async () => {
    const run = await scene.lading([
      'push',
      '--function',
      'copied',
      '--from',
      `${registry.host}/team/app`,
      '--json',
    ]);
    expect(run.code).toBe(2);
    expect(document<{ error: { code: string } }>(run).error.code).toBe('REFERENCE_INVALID');
  });
});
