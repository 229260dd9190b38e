/** Issue 5, item 7: `deploy --check` starts the image between build and push, and a failure stops it before anything is changed. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ErrorDocument } from '../../src/errors/app-error.js';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import { imageTimeout } from '../images/engine-image.js';
import { shellRuntimeImage } from '../images/shell-runtime.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, type Run, runLading } from './run-lading.js';

let home: Project;
let region: RegionProcess;

beforeAll(async () => {
  home = await createProject({
    'lading.yaml': 'name: probed\nfunctions:\n  probed: { role: auto, timeout: 10 }\n',
  });
  region = await startRegionProcess(join(home.folder, 'region'), ['--port', '0']);
});

afterAll(async () => {
  await region?.stop();
  await home?.remove();
});

function deploy(reference: string, ...flags: string[]): Promise<Run> {
  const env = {
    AWS_ENDPOINT_URL: region.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  return runLading(['deploy', '--image', reference, '--check', ...flags], { cwd: home.folder, env });
}

async function changes(): Promise<string[]> {
  return (await region.requests()).flatMap(({ mutating, operation }) => (mutating ? [operation] : []));
}

it(
  'an image that never asks for work stops it before anything is changed',
  async () => {
    const { reference } = await shellRuntimeImage('exit-0');
    const run = await deploy(reference);
    expect(run.stderr).toMatch(/runs once and ends, and never asks Lambda for work/);
    expect(run.stderr).toContain('aws-lambda-ric');
    expect(run.code).toBe(4);
    const { error } = document<{ error: ErrorDocument }>(await deploy(reference, '--json'));
    expect(error.code).toBe('IMAGE_UNSUITABLE');
    // What it wrote is the evidence; a pipeline that sees nothing but the error has it too.
    expect(error.message).toMatch(
      /never asks Lambda for work.*Nothing was changed\.\n {2}\| usage: tool FILE$/s,
    );
    expect(error.details.findings).toMatchObject([{ id: 'C9', evidence: ['usage: tool FILE'] }]);
    expect(await changes()).toEqual([]);
  },
  imageTimeout,
);

it(
  'several functions on one image are started each in its own way, and one that fails stops all',
  async () => {
    const { reference } = await shellRuntimeImage();
    const functions = {
      fine: { role: 'auto', imageConfig: { command: ['facts'] } },
      wrong: { role: 'auto', imageConfig: { command: ['exit-1'] } },
    };
    await home.write('two.json', JSON.stringify({ name: 'two', functions }));
    const run = await deploy(reference, '--config', 'two.json');
    expect(run.code).toBe(4);
    expect(run.stderr).toMatch(/: wrong: it ended before it asked Lambda for work: .* exit code 1/);
    expect(run.stderr).not.toContain('fine: it ');
    expect(run.stderr.match(/tool: no configuration found/g)).toHaveLength(1);
    expect(await changes()).toEqual([]);
  },
  imageTimeout,
);

it(
  'an image that starts is deployed; the next one is started with the memory that the function has by then',
  async () => {
    const { reference } = await shellRuntimeImage();
    const run = await deploy(reference, '--json', '--memory', '192');
    expect(run.code, run.stderr).toBe(0);
    expect(document<DeployResult>(run).functions[0]).toMatchObject({ action: 'created', state: 'Active' });
    expect(run.stderr).toMatch(/^Start it as Lambda would: probed: ready after \d+ ms/m);

    const next = await deploy((await shellRuntimeImage('hungry-init')).reference, '--json');
    expect(next.code, next.stderr).toBe(0);
    expect(document<DeployResult>(next).warnings).toContainEqual({
      id: 'C11',
      message: expect.stringContaining('took 192 of 192 MB to start'),
      suggestions: [expect.stringContaining('--memory 384')],
    });
  },
  imageTimeout,
);
