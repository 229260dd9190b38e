/** Issue 3 item 8: a layer of 300 MB passes through in pieces, whichever way it comes; measured in the process itself. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { PushResult } from '../../src/pipeline/push.js';
import { scratchFolder } from '../adapters/archive/archive-fixtures.js';
import { type DockerRegistry, startDockerRegistry } from '../servers/docker-registry.js';
import { needing } from '../servers/needing.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

const { it } = needing('skopeo', '/usr/bin/docker-registry', '/bin/busybox');

const layerBytes = 300 * 1024 * 1024;
const mostMebibytes = 250;

let region: RegionProcess;
let registry: DockerRegistry;
let folder: string;
let archive: string;

beforeAll(async () => {
  folder = await scratchFolder();
  registry = await startDockerRegistry();
  region = await startRegionProcess(join(folder, 'region'), ['--port', '0']);
  archive = await largeArchive();
  // Loaded into the process before lading itself: says at its end how much memory it ever had.
  await writeFile(
    join(folder, 'measure.mjs'),
    `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS / 1024)));`,
  );
});
afterAll(async () => {
  await region?.stop();
  await registry?.close();
});

/** As `docker save` writes it, with one layer of random bytes that no compression makes smaller. */
async function largeArchive(): Promise<string> {
  const image = join(folder, 'image');
  await mkdir(join(image, 'layer'), { recursive: true });
  const data = await open(join(folder, 'data'), 'w');
  for (let written = 0; written < layerBytes; written += 16 * 1024 * 1024)
    await data.write(randomBytes(16 * 1024 * 1024));
  await data.close();
  execFileSync('cp', ['/bin/busybox', join(folder, 'busybox')]);
  execFileSync('tar', ['-cf', join(image, 'layer/layer.tar'), '-C', folder, 'data', 'busybox']);
  const sum = execFileSync('sha256sum', [join(image, 'layer/layer.tar')], { encoding: 'utf8' });
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: ['/busybox', 'true'], WorkingDir: '/' },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sum.slice(0, 64)}`] },
  };
  await writeFile(join(image, 'config.json'), JSON.stringify(config));
  await writeFile(
    join(image, 'manifest.json'),
    JSON.stringify([{ Config: 'config.json', RepoTags: null, Layers: ['layer/layer.tar'] }]),
  );
  execFileSync('tar', ['-cf', join(folder, 'image.tar'), '-C', image, '.']);
  return join(folder, 'image.tar');
}

/** The peak of its memory in MiB. */
async function push(...args: string[]): Promise<number> {
  const run = await runLading(['push', '--json', ...args], {
    cwd: folder,
    env: {
      AWS_ENDPOINT_URL: region.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      NODE_OPTIONS: `--import=${join(folder, 'measure.mjs')}`,
      PEAK_FILE: join(folder, 'peak'),
    },
  });
  expect(run.code, run.stdout + run.stderr).toBe(0);
  const { image } = document<PushResult>(run);
  expect(image.layers).toEqual({ total: 1, pushed: 1 });
  expect(image.compressedBytes).toBeGreaterThan(layerBytes);
  return Number(await readFile(join(folder, 'peak'), 'utf8'));
}

it('out of an archive', async () => {
  expect(await push('--function', 'archived', '--archive', archive)).toBeLessThan(mostMebibytes);
});

it('from another registry', async () => {
  const reference = `${registry.host}/large:v1`;
  const flags = ['--insecure-policy', '--quiet', '--dest-tls-verify=false'];
  execFileSync('skopeo', ['copy', ...flags, `docker-archive:${archive}`, `docker://${reference}`]);
  expect(await push('--function', 'copied', '--from', reference)).toBeLessThan(mostMebibytes);
});
