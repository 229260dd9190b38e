/** What the commands print with --json is what docs/schemas says, and a plan says of the image what can be known. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PlanResult } from '../../src/pipeline/plan.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

const config = `name: documents
functions:
  documents:
    role: auto
    memorySize: 256
    environment: { KEY: secret-value }
    tags: { team: docs }
    functionUrl: { authType: AWS_IAM }
    permissions: [{ statementId: s3, principal: s3.amazonaws.com, sourceAccount: "000000000000" }]
stages:
  staging: { region: us-east-1 }
  prod: { repository: { name: documents-prod }, functions: { documents: { name: documents-prod } } }
`;

const names = [
  'deploy',
  'plan',
  'build',
  'push',
  'check',
  'status',
  'history',
  'rollback',
  'rollback-plan',
  'shift',
  'promote',
  'prune',
  'destroy',
  'error',
] as const;
type Name = (typeof names)[number];

let region: RegionProcess;
let project: Project;
const schemas = new Map<Name, ValidateFunction>();

beforeAll(async () => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  for (const name of names) {
    const text = await readFile(new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8');
    schemas.set(name, ajv.compile(JSON.parse(text) as object));
  }
  project = await createProject({ 'lading.yaml': config });
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
});

afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

/** The document, which has to be of that shape and of no other. */
async function printed<T>(name: Name, args: string[], exit = 0): Promise<T> {
  const run = await runLading([...args, '--json', '--local'], { cwd: project.folder });
  expect(run.code, run.stdout + run.stderr).toBe(exit);
  const found = document<T>(run);
  const matching = [...schemas].filter(([, validate]) => validate(found)).map(([known]) => known);
  expect(matching, JSON.stringify(schemas.get(name)?.errors)).toEqual([name]);
  return found;
}

it('plan of something new: everything is to be made, and every layer to be pushed', async () => {
  const plan = await printed<PlanResult>('plan', ['plan']);
  expect(plan.repository).toMatchObject({ action: 'create', addPolicy: true });
  expect(plan.image).toMatchObject({
    action: 'push',
    compressedBytes: null,
    layers: { total: 3, toPush: 3 },
    replaces: [],
  });
  expect(JSON.stringify(plan)).not.toContain('secret-value');
});

it('build and push; the plan then knows the image', async () => {
  await printed('build', ['build']);
  const { image } = await printed<DeployResult>('push', ['push']);
  const plan = await printed<PlanResult>('plan', ['deploy', '--plan']);
  expect(plan.image).toMatchObject({
    action: 'none',
    digest: image.digest,
    compressedBytes: image.compressedBytes,
    layers: { total: 3, toPush: 0 },
  });
});

it('deploy, again, and status', async () => {
  expect((await printed<DeployResult>('deploy', ['deploy'])).changed).toBe(true);
  expect((await printed<DeployResult>('deploy', ['deploy'])).changed).toBe(false);
  await printed('status', ['status']);
  expect((await printed<PlanResult>('plan', ['plan', '--exit-code'])).changes).toBe(false);
});

it('plan of a changed handler: what it replaces, and the one layer that is new', async () => {
  const before = await printed<DeployResult>('deploy', ['deploy']);
  await project.write('bootstrap', `#!/bin/sh\necho changed ${project.folder}\n`);
  const plan = await printed<PlanResult>('plan', ['plan', '--exit-code'], 6);
  expect(plan.image).toMatchObject({
    action: 'push',
    layers: { total: 3, toPush: 1 },
    replaces: [{ digest: before.image.digest, compressedBytes: before.image.compressedBytes }],
  });
  const text = await runLading(['plan', '--local'], { cwd: project.folder });
  expect(text.stdout).toContain('  + 1 of 3 layers, compared with what the functions run now');
  // What the plan foretold is what happens.
  const after = await printed<DeployResult>('deploy', ['deploy']);
  expect(after.image.layers).toEqual({ total: 3, pushed: 1 });
});

it('history, rollback and what is left of a shift', async () => {
  await printed('history', ['history']);
  await printed('rollback-plan', ['rollback', '--plan']);
  await printed('rollback', ['rollback']);
  await printed('rollback', ['rollback', '--to', '1']);
  await printed('shift', ['deploy', '--undo-shift']);
});

it('promote, prune and destroy, which show first what would go', async () => {
  await printed('promote', ['promote', '--from', 'staging', '--to', 'prod']);
  await printed('destroy', ['destroy', '--stage', 'prod', '--images', '--yes']);
  await printed('destroy', ['destroy', '--stage', 'prod', '--images']);
  await printed('deploy', ['deploy']);
  await printed('prune', ['prune', '--keep', '1', '--older-than', '0s']);
  await printed('prune', ['prune', '--keep', '1', '--older-than', '0s', '--yes']);
});

it('check, of a good image, of one that ends without asking for work, and of one for another processor', async () => {
  await printed('check', ['check', '--static']);
  await printed('check', ['check'], 4);
  await printed('check', ['check', '--architecture', 'arm64'], 4);
});

it('errors, of the command line and of the deployment', async () => {
  await printed('error', ['plan', '--no-such-flag'], 2);
  await printed('error', ['plan', '--stage', 'nowhere'], 2);
  await printed('error', ['deploy', '--image', 'no-such-image:1'], 4);
});

it('colours and no colours: only a terminal, or who asks, gets escape sequences', async () => {
  await project.write('lading.yaml', config.replace('256', '512'));
  const plain = await runLading(['plan', '--local'], { cwd: project.folder });
  expect(plain.stdout).toContain('~ memorySize: 256 → 512');
  expect(plain.stdout).not.toContain('\u001b[');
  const coloured = await runLading(['plan', '--local'], {
    cwd: project.folder,
    env: { NO_COLOR: undefined, FORCE_COLOR: '1' },
  });
  expect(coloured.stdout).toContain('\u001b[33m  ~ memorySize: 256 → 512\u001b[39m');
});
