/** Issue 3 item 8: images out of archives, through the command line and without an engine, and archives that are none. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PushResult } from '../../src/pipeline/push.js';
import {
  blobPath,
  descriptorOf,
  fileOf,
  folderOf,
  laidOutImage,
  layoutOf,
  leftBehind,
  randomLayer,
  savedImage,
  scratchFolder,
  tarOf,
} from '../adapters/archive/archive-fixtures.js';
import { needing } from '../servers/needing.js';
import { type ImageScene, openImageScene, target } from './image-scene.js';
import { document, runLading } from './run-lading.js';

const { describe, it } = needing('skopeo', '/bin/busybox');

let scene: ImageScene;
beforeAll(async () => {
  scene = await openImageScene();
});
afterAll(() => scene?.close());

describe('deploy --archive', () => {
  let first: DeployResult;

  it('deploys what docker save wrote, and leaves nothing behind', async () => {
    const TMPDIR = await scratchFolder();
    first = await scene.done<DeployResult>(['deploy', ...target('saved'), '--archive', scene.saved], {
      TMPDIR,
    });
    expect(first).toMatchObject({
      changed: true,
      image: { architecture: 'x86_64', layers: { total: 2, pushed: 2 } },
      functions: [{ name: 'saved', action: 'created', state: 'Active' }],
    });
    expect(first.functions[0]?.codeSha256).toBe(first.image.digest.replace('sha256:', ''));
    expect(await scene.inRegistry('saved', first.image.tag)).toBe(first.image.digest);
    expect(await leftBehind(TMPDIR)).toEqual([]);
  });

  it('the second time changes nothing and sends nothing', async () => {
    await scene.region.forgetRequests();
    const second = await scene.done<DeployResult>(['deploy', ...target('saved'), '--archive', scene.saved]);
    expect(second).toMatchObject({
      changed: false,
      image: { digest: first.image.digest, layers: { pushed: 0 } },
    });
    expect((await scene.region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
  });

  it('has the same digest in another repository', async () => {
    const pushed = await scene.done<PushResult>([
      'push',
      '--function',
      'elsewhere',
      '--archive',
      scene.saved,
    ]);
    expect(pushed.image.digest).toBe(first.image.digest);
  });

  it('keeps the digest of what skopeo made of it: OCI layout as folder and as file', async () => {
    const layout = join(scene.folder, 'layout');
    for (const kind of [`oci:${layout}:v1`, `oci-archive:${layout}.tar:v1`])
      execFileSync('skopeo', ['copy', '--insecure-policy', '--quiet', `docker-archive:${scene.saved}`, kind]);
    const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
      manifests: { digest: string }[];
    };
    const digest = index.manifests[0]?.digest ?? '';
    for (const path of [layout, `${layout}.tar`]) {
      const pushed = await scene.done<PushResult>(['push', '--function', 'layout', '--archive', path]);
      expect(pushed.image.digest).toBe(digest);
    }
    expect(await scene.inRegistry('layout', digest)).toBe(digest);
  });

  it('takes the child of an index for the architecture', async () => {
    const images = [
      laidOutImage([await randomLayer()]),
      laidOutImage([await randomLayer(2000, 'arm64')], { architecture: 'arm64' }),
    ];
    const index = Buffer.from(
      JSON.stringify({ schemaVersion: 2, manifests: images.map(({ descriptor }) => descriptor) }),
    );
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const blobs = [...images.map(({ files }) => files), { [blobPath(index)]: index }];
    const path = await folderOf(layoutOf([descriptorOf(mediaType, index)], ...blobs));
    for (const [position, architecture] of ['x86_64', 'arm64'].entries()) {
      const args = ['push', '--function', 'both', '--archive', path, '--architecture', architecture];
      expect((await scene.done<PushResult>(args)).image.digest).toBe(images[position]?.descriptor.digest);
    }
  });

  it('is planned without anything being changed', async () => {
    await scene.region.forgetRequests();
    const run = await scene.lading([
      'plan',
      ...target('planned'),
      '--archive',
      scene.saved,
      '--exit-code',
      '--json',
    ]);
    expect(run.code, run.stdout + run.stderr).toBe(6);
    expect((await scene.region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
  });

  it('stops at Ctrl-C without temporary files, and at a second one too', async () => {
    const layers = [await tarOf({ data: randomBytes(60_000_000) })];
    const path = await fileOf(await tarOf(savedImage(layers)));
    for (const times of [1, 2]) {
      const TMPDIR = await scratchFolder();
      const running = runLading(['push', '--function', 'stopped', '--archive', path, '--json'], {
        cwd: scene.folder,
        env: { ...scene.env, TMPDIR },
        onStart(child) {
          const watch = setInterval(async () => {
            if ((await leftBehind(TMPDIR)).length === 0) return;
            clearInterval(watch);
            for (let sent = 0; sent < times; sent += 1) {
              child.kill('SIGINT');
              // Two at once would arrive as one.
              await delay(20);
            }
          }, 5);
          child.once('close', () => clearInterval(watch));
        },
      });
      const { code, stdout, stderr } = await running;
      // Node takes its signal handlers away while it ends: a second Ctrl-C may then end it itself, which a shell also calls 130.
      expect(times === 1 ? [130] : [130, null], stdout + stderr).toContain(code);
      expect(await leftBehind(TMPDIR)).toEqual([]);
    }
  });

  afterAll(() => {
    expect(scene.engine.requests).toEqual([]);
  });
});

describe('archives that cannot be used', () => {
  /** In both faces, with nothing changed. */
  async function refuses(args: readonly string[], code: string, exit: number, text: RegExp, env = {}) {
    await scene.region.forgetRequests();
    const json = await scene.lading([...args, '--json'], env);
    expect(json.code, json.stdout + json.stderr).toBe(exit);
    const { error } = document<{ error: { code: string; message: string } }>(json);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(text);
    const plain = await scene.lading(args, env);
    expect(plain.code).toBe(exit);
    expect(plain.stderr).toContain(`Error ${code}: `);
    expect((await scene.region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
  }

  it.each<[string, () => Promise<string>, string, number, RegExp]>([
    ['not there', async () => 'none.tar', 'FILE_UNREADABLE', 2, /no such file/],
    ['rubbish', async () => fileOf(randomBytes(5000)), 'ARCHIVE_INVALID', 2, /not a tar archive/],
    [
      'truncated',
      async () => fileOf((await readFile(scene.saved)).subarray(0, -1_000_000)),
      'ARCHIVE_INVALID',
      2,
      /truncated|damaged|neither/,
    ],
    [
      'of something else',
      async () => folderOf({ 'package.json': '{}' }),
      'ARCHIVE_INVALID',
      2,
      /neither a docker save archive/,
    ],
    [
      'of another architecture',
      async () => fileOf(await tarOf(savedImage([await randomLayer()], { architecture: 'arm64' }))),
      'ARCHITECTURE_MISMATCH',
      4,
      /arm64/,
    ],
    [
      'of an image that cannot start',
      async () => fileOf(await tarOf(savedImage([await randomLayer()], { entryPoint: [] }))),
      'IMAGE_UNSUITABLE',
      4,
      /neither ENTRYPOINT nor CMD/,
    ],
  ])('%s', async (_, path, code, exit, text) => {
    await refuses(['deploy', ...target('refused'), '--archive', await path()], code, exit, text);
  });

  it('damaged in a layer', async () => {
    const layer = await randomLayer();
    const files = savedImage([layer]);
    const name = Object.keys(files).find((each) => each.endsWith('layer.tar')) ?? '';
    const path = await fileOf(await tarOf({ ...files, [name]: Buffer.from(layer).fill(1, 600, 700) }));
    await refuses(
      ['push', '--function', 'refused', '--archive', path],
      'ARCHIVE_INVALID',
      2,
      /layer 1 of 1 is damaged/,
    );
  });

  it('without room for temporary files', async () => {
    const env = { TMPDIR: '/nonexistent' };
    await refuses(
      ['push', '--function', 'refused', '--archive', scene.saved],
      'DISK_UNWRITABLE',
      3,
      /\/nonexistent/,
      env,
    );
  });

  it('together with another image', async () => {
    await refuses(
      ['deploy', ...target('refused'), '--archive', scene.saved, '--image', 'app:1'],
      'USAGE',
      2,
      /--image/,
    );
  });
});
