/** Issue 3 item 8: an engine that cannot reach the local region hands the image over, and it is sent from here. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import { describeFarEngine, type FarEngine, startFarEngine } from '../servers/far-engine.js';
import { createProject, type Project } from './project.js';
import { document, runLading } from './run-lading.js';

describeFarEngine('an engine whose loopback is not this machine’s', () => {
  let engine: FarEngine;
  let project: Project;

  beforeAll(async () => {
    engine = await startFarEngine();
    project = await createProject();
  });
  afterAll(async () => {
    await engine?.close();
    await project?.remove();
  });

  function deploy(DOCKER_HOST: string, ...flags: string[]) {
    const args = ['deploy', '--function', 'far', '--role', 'auto', '--local', '--json', ...flags];
    return runLading(args, { cwd: project.folder, env: { DOCKER_HOST } });
  }

  it('by its address: the image is sent from here at once', async () => {
    const run = await deploy(engine.address, '--verbose');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const result = document<DeployResult>(run);
    expect(result).toMatchObject({
      changed: true,
      image: { layers: { total: 3, pushed: 3 } },
      functions: [{ state: 'Active', action: 'created' }],
    });
    expect(result.functions[0]?.codeSha256).toBe(result.image.digest.replace('sha256:', ''));
    expect(run.stderr).toContain('The engine runs elsewhere');
  });

  it('again: nothing to do', async () => {
    const run = await deploy(engine.address);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(document<DeployResult>(run)).toMatchObject({ changed: false, image: { layers: { pushed: 0 } } });
  });

  it('by a socket: the engine tries, is refused, and the changed layer alone is sent from here', async () => {
    await project.write('bootstrap', `#!/bin/sh\necho changed ${project.folder}\n`);
    const run = await deploy(engine.socket, '--verbose');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(document<DeployResult>(run)).toMatchObject({
      changed: true,
      image: { layers: { total: 3, pushed: 1 } },
      functions: [{ state: 'Active', action: 'updated', version: '2' }],
    });
    expect(run.stderr).toContain('The engine does not reach the local region');
  });
});
