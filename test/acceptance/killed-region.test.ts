/** Issue 2: kill -9 of the region in the middle of a push loses nothing that was acknowledged, and the next deploy succeeds. */
import { randomBytes } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import { createProject, defaultDockerfile, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

let project: Project;
let region: RegionProcess;

afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

/** Resolves once an upload of the region has bytes on disk and is still growing. */
async function uploadUnderWay(folder: string): Promise<void> {
  for (;;) {
    const names = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0),
    );
    if (sizes.some((size) => size > 1_000_000)) return;
    await sleep(5);
  }
}

it('deploys after the region was killed during the push', async () => {
  const dockerfile = defaultDockerfile.replace(
    'COPY bootstrap',
    'COPY small /small\nCOPY large /large\nCOPY bootstrap',
  );
  project = await createProject({ Dockerfile: dockerfile });
  await writeFile(join(project.folder, 'small'), randomBytes(1000));
  await writeFile(join(project.folder, 'large'), randomBytes(300_000_000));
  const data = join(project.folder, '.lading', 'region');
  await writeFile(join(project.folder, '.dockerignore'), '.lading\n');
  region = await startRegionProcess(data, ['--port', '0']);
  const port = new URL(region.url).port;
  const args = ['deploy', '--function', 'killed', '--role', 'auto', '--local', '--json'];

  const interrupted = runLading(args, {
    cwd: project.folder,
    onStart: (child) => {
      void uploadUnderWay(join(data, 'blobs', 'uploads')).then(async () => {
        await region.kill();
        child.kill('SIGINT');
      });
    },
  });
  const first = await interrupted;
  expect(first.code, first.stdout + first.stderr).toBe(130);
  expect(document<{ error: { code: string } }>(first).error.code).toBe('INTERRUPTED');

  region = await startRegionProcess(data);
  expect(new URL(region.url).port).toBe(port);
  const second = await runLading(args, { cwd: project.folder });
  expect(second.code, second.stdout + second.stderr).toBe(0);
  const result = document<DeployResult>(second);
  // The repository was acknowledged before the kill, so it is found, not made again.
  expect(result.repository.action).toBe('unchanged');
  expect(result.functions[0]).toMatchObject({ action: 'created', state: 'Active' });
  expect(result.image.layers.total).toBe(5);

  const third = await runLading(args, { cwd: project.folder });
  expect(document<DeployResult>(third).changed).toBe(false);
});
