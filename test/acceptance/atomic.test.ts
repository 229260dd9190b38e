/** Issue 3 item 4: many functions, one image; one failing leaves the others' outcome clear, and --atomic takes them back. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

let region: RegionProcess;
let project: Project;

const names = ['one', 'two', 'three', 'four'];
const config = (memory: number): string =>
  `name: many\nfunctions:\n${names.map((name) => `  ${name}: { role: auto, memorySize: ${memory} }\n`).join('')}`;

interface Failure {
  readonly error: {
    code: string;
    message: string;
    details: { functions: { name: string; outcome: string; error?: string; after?: string }[] };
  };
}

beforeAll(async () => {
  project = await createProject({ 'lading.yaml': config(128) });
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
});

afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

async function deploy(...flags: string[]) {
  return runLading(['deploy', '--local', '--json', ...flags], { cwd: project.folder });
}

async function memoryOf(name: string): Promise<number> {
  const response = await fetch(`${region.url}/2015-03-31/functions/${name}`, {
    headers: { authorization: 'AWS4-HMAC-SHA256 test' },
  });
  return ((await response.json()) as { Configuration: { MemorySize: number } }).Configuration.MemorySize;
}

async function aliasOf(name: string): Promise<string> {
  const response = await fetch(`${region.url}/2015-03-31/functions/${name}/aliases/live`, {
    headers: { authorization: 'AWS4-HMAC-SHA256 test' },
  });
  return ((await response.json()) as { FunctionVersion: string }).FunctionVersion;
}

/** The next update of the configuration of any function fails once. */
const failOnce = {
  service: 'lambda',
  operation: 'UpdateFunctionConfiguration',
  times: 1,
  error: { code: 'InvalidParameterValueException', message: 'scripted refusal', status: 400 },
};

describe('four functions on one image', () => {
  it('are built and pushed once and released in parallel', async () => {
    const run = await deploy();
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(document<DeployResult>(run).functions.map(({ name, action }) => `${name} ${action}`)).toEqual(
      names.map((name) => `${name} created`),
    );
    const requests = await region.requests();
    expect(requests.filter(({ operation }) => operation === 'PUT manifest')).toHaveLength(1);
  });

  it('without --atomic, the others are updated and the outcome names each', async () => {
    await project.write('lading.yaml', config(256));
    await region.addFault(failOnce);
    const run = await deploy();
    expect(run.code, run.stdout).toBe(4);
    const { error } = document<Failure>(run);
    expect(error.code).toBe('REMOTE_REFUSED');
    expect(error.message).toContain('1 of 4 functions failed');
    expect(error.message).toContain('scripted refusal');
    const outcomes = error.details.functions.map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['failed', 'updated', 'updated', 'updated']);
    const failed = error.details.functions.find(({ outcome }) => outcome === 'failed')?.name ?? '';
    for (const name of names) expect(await memoryOf(name)).toBe(name === failed ? 128 : 256);
    const again = await deploy();
    expect(again.code, again.stdout).toBe(0);
    for (const name of names) expect(await memoryOf(name)).toBe(256);
  });

  it('with --atomic, every function is back at what it ran before', async () => {
    const aliases = await Promise.all(names.map(aliasOf));
    await project.write('lading.yaml', config(512));
    await region.addFault(failOnce);
    const run = await deploy('--atomic');
    expect(run.code, run.stdout).toBe(4);
    const { error } = document<Failure>(run);
    const after = Object.fromEntries(error.details.functions.map((item) => [`${item.outcome}`, item.after]));
    expect(after).toEqual({ updated: 'taken back', failed: 'as before' });
    for (const name of names) expect(await memoryOf(name)).toBe(256);
    expect(await Promise.all(names.map(aliasOf))).toEqual(aliases);
    await project.write('lading.yaml', config(256));
    const settled = await deploy();
    expect(document<DeployResult>(settled).functions.map(({ aliases: [alias] }) => alias?.version)).toEqual(
      aliases,
    );
  });
});
