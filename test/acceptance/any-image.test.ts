/** Issue 3 item 8: any image, through the command line: archives without an engine, copies from other registries, and rubbish. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
import { type DockerRegistry, startDockerRegistry } from '../servers/docker-registry.js';
import { uniqueImage } from '../servers/engine.js';
import { needing } from '../servers/needing.js';
import { type ScriptedServer, startScriptedServer } from '../servers/scripted-http.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, type Run, runLading } from './run-lading.js';

const { describe, it } = needing('aws', 'skopeo', '/usr/bin/docker-registry', '/bin/busybox');

let region: RegionProcess;
let folder: string;
/** Stands where the engine would be: nobody may come here. */
let engine: ScriptedServer;
let registry: DockerRegistry;
let saved: string;

beforeAll(async () => {
  folder = await scratchFolder();
  engine = await startScriptedServer(() => ({ status: 500 }));
  registry = await startDockerRegistry();
  region = await startRegionProcess(join(folder, 'region'), ['--port', '0']);
  saved = join(folder, 'saved.tar');
  const id = await uniqueImage([
    'COPY Dockerfile /var/task/handler',
    'WORKDIR /var/task',
    'ENTRYPOINT ["/bin/busybox", "true"]',
  ]);
  execFileSync('docker', ['save', id, '-o', saved]);
});
afterAll(async () => {
  await region?.stop();
  await Promise.all([engine?.close(), registry?.close()]);
});

function lading(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  return runLading(args, {
    cwd: folder,
    env: {
      AWS_ENDPOINT_URL: region.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      DOCKER_HOST: engine.url.replace('http:', 'tcp:'),
      ...env,
    },
  });
}

async function done<Result>(args: readonly string[], env?: Record<string, string>): Promise<Result> {
  const run = await lading([...args, '--json'], env);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return document<Result>(run);
}

const target = (name: string): string[] => ['--function', name, '--role', 'auto'];

/** What the region's registry has under a tag, as `docker pull` would get it. */
async function inRegistry(name: string, reference: string): Promise<string | null> {
  const args = ['--endpoint-url', region.url, '--region', 'us-east-1', 'ecr', 'get-authorization-token'];
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const answer = JSON.parse(
    execFileSync('aws', [...args, '--output', 'json'], { env, encoding: 'utf8' }),
  ) as {
    authorizationData: { authorizationToken: string }[];
  };
  const token = answer.authorizationData[0]?.authorizationToken;
  const types = [
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
  ];
  const response = await fetch(`${region.url}/v2/${name}/manifests/${reference}`, {
    headers: { authorization: `Basic ${token}`, accept: types.join(', ') },
  });
  return response.headers.get('docker-content-digest');
}

describe('deploy --archive', () => {
  let first: DeployResult;

  it('deploys what docker save wrote, and leaves nothing behind', async () => {
    const TMPDIR = await scratchFolder();
    first = await done<DeployResult>(['deploy', ...target('saved'), '--archive', saved], { TMPDIR });
    expect(first).toMatchObject({
      changed: true,
      image: { architecture: 'x86_64', layers: { total: 2, pushed: 2 } },
      functions: [{ name: 'saved', action: 'created', state: 'Active' }],
    });
    expect(first.functions[0]?.codeSha256).toBe(first.image.digest.replace('sha256:', ''));
    expect(await inRegistry('saved', first.image.tag)).toBe(first.image.digest);
    expect(await leftBehind(TMPDIR)).toEqual([]);
  });

  it('the second time changes nothing and sends nothing', async () => {
    await region.forgetRequests();
    const second = await done<DeployResult>(['deploy', ...target('saved'), '--archive', saved]);
    expect(second).toMatchObject({
      changed: false,
      image: { digest: first.image.digest, layers: { pushed: 0 } },
    });
    const requests = await region.requests();
    expect(requests.filter(({ mutating }) => mutating)).toEqual([]);
    expect(requests.filter(({ operation }) => operation.includes('uploads'))).toEqual([]);
  });

  it('has the same digest in another repository', async () => {
    const pushed = await done<PushResult>(['push', '--function', 'elsewhere', '--archive', saved]);
    expect(pushed.image.digest).toBe(first.image.digest);
  });

  it('keeps the digest of what skopeo made of it: OCI layout as folder and as file', async () => {
    const layout = join(folder, 'layout');
    for (const kind of [`oci:${layout}:v1`, `oci-archive:${layout}.tar:v1`])
      execFileSync('skopeo', ['copy', '--insecure-policy', '--quiet', `docker-archive:${saved}`, kind]);
    const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
      manifests: { digest: string }[];
    };
    const digest = index.manifests[0]?.digest ?? '';
    for (const path of [layout, `${layout}.tar`]) {
      const pushed = await done<PushResult>(['push', '--function', 'layout', '--archive', path]);
      expect(pushed.image.digest).toBe(digest);
    }
    expect(await inRegistry('layout', digest)).toBe(digest);
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
      expect((await done<PushResult>(args)).image.digest).toBe(images[position]?.descriptor.digest);
    }
  });

  it('is planned without anything being changed', async () => {
    await region.forgetRequests();
    const run = await lading(['plan', ...target('planned'), '--archive', saved, '--exit-code', '--json']);
    expect(run.code, run.stdout + run.stderr).toBe(6);
    expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
  });

  it('stops at Ctrl-C without temporary files, and at a second one too', async () => {
    const layers = [await tarOf({ data: randomBytes(60_000_000) })];
    const path = await fileOf(await tarOf(savedImage(layers)));
    for (const times of [1, 2]) {
      const TMPDIR = await scratchFolder();
      const running = runLading(['push', '--function', 'stopped', '--archive', path, '--json'], {
        cwd: folder,
        env: {
          AWS_ENDPOINT_URL: region.url,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'x',
          AWS_SECRET_ACCESS_KEY: 'x',
          TMPDIR,
        },
        onStart(child) {
          const watch = setInterval(async () => {
            if ((await leftBehind(TMPDIR)).length === 0) return;
            clearInterval(watch);
            for (let sent = 0; sent < times; sent += 1) child.kill('SIGINT');
          }, 5);
          child.once('close', () => clearInterval(watch));
        },
      });
      expect((await running).code).toBe(130);
      expect(await leftBehind(TMPDIR)).toEqual([]);
    }
  });

  afterAll(() => {
    expect(engine.requests).toEqual([]);
  });
});

describe('archives that cannot be used', () => {
  /** In both faces, with nothing changed. */
  async function refuses(args: readonly string[], code: string, exit: number, text: RegExp, env = {}) {
    await region.forgetRequests();
    const json = await lading([...args, '--json'], env);
    expect(json.code, json.stdout + json.stderr).toBe(exit);
    const { error } = document<{ error: { code: string; message: string } }>(json);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(text);
    const plain = await lading(args, env);
    expect(plain.code).toBe(exit);
    expect(plain.stderr).toContain(`Error ${code}: `);
    expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
  }

  it.each<[string, () => Promise<string>, string, number, RegExp]>([
    ['not there', async () => 'none.tar', 'FILE_UNREADABLE', 2, /no such file/],
    ['rubbish', async () => fileOf(randomBytes(5000)), 'ARCHIVE_INVALID', 2, /not a tar archive/],
    [
      'truncated',
      async () => fileOf((await readFile(saved)).subarray(0, -1_000_000)),
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
      ['push', '--function', 'refused', '--archive', saved],
      'DISK_UNWRITABLE',
      3,
      /\/nonexistent/,
      env,
    );
  });

  it('together with another image', async () => {
    await refuses(
      ['deploy', ...target('refused'), '--archive', saved, '--image', 'app:1'],
      'USAGE',
      2,
      /--image/,
    );
  });
});

describe('push --from', () => {
  let reference: string;

  beforeAll(() => {
    reference = `${registry.host}/team/app:v1`;
    const flags = ['--insecure-policy', '--quiet', '--dest-tls-verify=false'];
    execFileSync('skopeo', ['copy', ...flags, `docker-archive:${saved}`, `docker://${reference}`]);
  });

  it('copies from another registry with the same digest, tags it, and the second time does nothing', async () => {
    const response = await fetch(`${registry.url}/v2/team/app/manifests/v1`, {
      headers: { accept: 'application/vnd.docker.distribution.manifest.v2+json' },
    });
    const digest = response.headers.get('docker-content-digest');
    const first = await done<PushResult>([
      'push',
      '--function',
      'copied',
      '--from',
      reference,
      '--tag',
      'v1',
    ]);
    expect(first).toMatchObject({ changed: true, image: { digest, layers: { total: 2, pushed: 2 } } });
    expect(await inRegistry('copied', 'v1')).toBe(digest);
    await region.forgetRequests();
    const second = await done<PushResult>([
      'push',
      '--function',
      'copied',
      '--from',
      reference,
      '--tag',
      'v1',
    ]);
    expect(second).toMatchObject({ changed: false, image: { digest, layers: { pushed: 0 } } });
    expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
    expect(engine.requests).toEqual([]);
  });

  it('is what a foreign reference to deploy is told', async () => {
    const run = await lading(['deploy', ...target('foreign'), '--image', 'ghcr.io/team/app:v1', '--json'], {
      DOCKER_HOST: process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock',
    });
    expect(run.code, run.stdout + run.stderr).toBe(4);
    const { error } = document<{ error: { code: string; suggestions: string[] } }>(run);
    expect(error.code).toBe('IMAGE_NOT_FOUND');
    expect(error.suggestions[0]).toContain('lading push --from ghcr.io/team/app:v1');
  });

  it('needs a tag or a digest', async () => {
    const run = await lading([
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
