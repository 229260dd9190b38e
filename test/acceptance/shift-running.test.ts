/** Issue 4 item 4: shifts and smoke tests of functions that really run; nothing is scripted, and no metric put by hand. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetAliasCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import { expectRefusal } from './failure-cases/both-faces.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, type Run, runLading } from './run-lading.js';

let project: Project;
let region: RegionProcess;
let lambda: LambdaClient;

const dockerfile = `FROM scratch
COPY busybox /bin/busybox
COPY busybox /bin/sh
COPY bootstrap /var/task/bootstrap
WORKDIR /var/task
ENTRYPOINT ["/bin/busybox", "sh", "/var/task/bootstrap"]
CMD ["echo"]
`;
/** The runtime answers with the event, or with an error: that is all that differs between the versions. */
const configuration = (command: 'echo' | 'fail', note: string) => `name: moved
functions:
  moved:
    role: auto
    timeout: 20
    description: ${note}
    imageConfig: { command: [${command}] }
    smoke: { event: smoke.json, expect: { table: /^t\\d$/ } }
`;

beforeAll(async () => {
  const bootstrap = await readFile(new URL('../images/shell-runtime/bootstrap', import.meta.url), 'utf8');
  project = await createProject({
    Dockerfile: dockerfile,
    '.dockerignore': '.lading\n',
    bootstrap,
    'lading.yaml': configuration('echo', 'first'),
    'smoke.json': '{"table":"t1"}',
  });
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
  lambda = new LambdaClient({
    endpoint: region.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  lambda?.destroy();
  await region?.stop();
  await project?.remove();
});

function lading(...args: string[]): Promise<Run> {
  return runLading([...args, '--local', '--json'], { cwd: project.folder });
}

async function live() {
  const found = await lambda.send(new GetAliasCommand({ FunctionName: 'moved', Name: 'live' }));
  return { version: found.FunctionVersion, weights: found.RoutingConfig?.AdditionalVersionWeights ?? {} };
}

/** Calls the alias until each of the versions was met; how often each one answered, and failed. */
async function callUntilMet(...versions: readonly string[]) {
  const seen: Record<string, { answered: number; failed: number }> = {};
  for (let call = 0; call < 200 && versions.some((version) => !seen[version]); call += 1) {
    const { ExecutedVersion = '', FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: 'moved', Qualifier: 'live', Payload: Buffer.from('{"a":1}') }),
    );
    const { answered, failed } = seen[ExecutedVersion] ?? { answered: 0, failed: 0 };
    const well = FunctionError === undefined;
    seen[ExecutedVersion] = { answered: answered + Number(well), failed: failed + Number(!well) };
  }
  return seen;
}

/** A deploy, and calls of the alias as soon as it splits its traffic. */
async function deployCalled(version: string, ...args: string[]) {
  const deploying = lading('deploy', ...args);
  await expect.poll(async () => (await live()).weights, { timeout: 60_000 }).toHaveProperty(version);
  return { calls: await callUntilMet('1', version), run: await deploying };
}

it('a smoke test runs the container of the new version, here well, and all traffic goes to it', async () => {
  const run = await lading('deploy');
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(document<DeployResult>(run).functions[0]).toMatchObject({ version: '1' });
  expect(await live()).toEqual({ version: '1', weights: {} });
});

it('a smoke test that the container fails moves no traffic, and tells what the function said', async () => {
  await project.write('lading.yaml', configuration('fail', 'second'));
  const says = ['Version 2 of moved failed its smoke test', 'the event is odd', 'No alias was moved'];
  expectRefusal(await lading('deploy', '--shift', 'canary:50%/20s'), { code: 'SMOKE_FAILED', exit: 4, says });
  await project.write('smoke.json', '{"table":"other"}');
  await project.write('lading.yaml', configuration('echo', 'third'));
  const differs = ['$.table is "other", expected "/^t\\\\d$/"', 'No alias was moved'];
  expectRefusal(await lading('deploy'), { code: 'SMOKE_FAILED', exit: 4, says: differs });
  expect(await live()).toEqual({ version: '1', weights: {} });
});

it('a shift is taken back by the errors of real invocations through the alias', async () => {
  const bad = configuration('fail', 'fourth').replace(/ {4}smoke.*\n/, '');
  await project.write('lading.yaml', bad);
  const { calls, run } = await deployCalled('4', '--shift', 'canary:50%/60s');
  expect(calls).toMatchObject({ 1: { failed: 0 }, 4: { answered: 0 } });
  const failed = calls['4']?.failed;
  const says = [
    `The shift of moved to version 4 was stopped at 50%: ${failed} of its ${failed} invocations failed (100%, tolerated 0%).`,
    'Alias live is back: all traffic goes to version 1.',
  ];
  expectRefusal(run, { code: 'SHIFT_STOPPED', exit: 4, says });
  expect(await live()).toEqual({ version: '1', weights: {} });
  const { ExecutedVersion, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: 'moved', Qualifier: 'live', Payload: Buffer.from('{}') }),
  );
  expect({ ExecutedVersion, FunctionError }).toEqual({ ExecutedVersion: '1', FunctionError: undefined });
});

it('a shift to a version that answers well ends with all traffic on it, and both answered meanwhile', async () => {
  const good = configuration('echo', 'fifth').replace(/ {4}smoke.*\n/, '');
  await project.write('lading.yaml', good);
  const { calls, run } = await deployCalled('5', '--shift', 'canary:50%/6s');
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(calls).toMatchObject({ 1: { failed: 0 }, 5: { failed: 0 } });
  expect(await live()).toEqual({ version: '5', weights: {} });
});
