/** Issue 4 item 4: gradual shifts, seen from outside: to the end, put back by alarm, errors, smoke test and Ctrl-C, and after a kill. */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetAliasCommand, LambdaClient, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PlanResult } from '../../src/pipeline/plan.js';
import type { SettleResult } from '../../src/pipeline/settle-shifts.js';
import { expectRefusal, expectRefusalText, type Refusal } from './failure-cases/both-faces.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, type Run, runLading } from './run-lading.js';

interface Failure {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly suggestions: string[];
    readonly details: { readonly done?: string[]; readonly outcome?: string };
  };
}

let region: RegionProcess;
let project: Project;
let lambda: LambdaClient;
let cloudWatch: CloudWatchClient;
let turn = 0;
/** Version with all the traffic before each test. */
let stable: string;
/** Version that the next deploy publishes. */
let coming: string;

const head = 'name: shifted\nfunctions:\n  shifted:\n    role: auto\n    memorySize: 128\n';

beforeAll(async () => {
  project = await createProject({ 'lading.yaml': head, 'event.json': '{"ping":true}' });
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
  const place = {
    endpoint: region.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  lambda = new LambdaClient(place);
  cloudWatch = new CloudWatchClient(place);
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'slow',
      Namespace: 'AWS/Lambda',
      MetricName: 'Duration',
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1000,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  expect((await lading('deploy')).code).toBe(0);
});

afterAll(async () => {
  lambda?.destroy();
  cloudWatch?.destroy();
  await region?.stop();
  await project?.remove();
});

beforeEach(async () => {
  await ring('OK');
  await configure('');
  turn += 1;
  await project.write('bootstrap', `#!/bin/sh\necho ${turn} ${project.folder}\n`);
  const before = await alias();
  expect(before.weights).toEqual({});
  stable = before.version;
  coming = String((await newestVersion()) + 1);
  await region.forgetRequests();
});

function lading(...args: string[]): Promise<Run> {
  return runLading([...args, '--local', '--json'], { cwd: project.folder });
}

function configure(settings: string): Promise<void> {
  return project.write('lading.yaml', head + settings);
}

function ring(StateValue: 'OK' | 'ALARM') {
  return cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: 'slow', StateValue, StateReason: 'test says so' }),
  );
}

async function alias() {
  const found = await lambda.send(new GetAliasCommand({ FunctionName: 'shifted', Name: 'live' }));
  return {
    version: found.FunctionVersion ?? '',
    weights: found.RoutingConfig?.AdditionalVersionWeights ?? {},
    description: found.Description ?? '',
  };
}

async function newestVersion(): Promise<number> {
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: 'shifted' }));
  return Math.max(...Versions.map(({ Version }) => Number(Version)).filter((version) => version > 0));
}

/** Waits until the alias splits its traffic. */
async function split(): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (Object.keys((await alias()).weights).length > 0) return;
    await sleep(50);
  }
  throw new Error('the alias never split its traffic');
}

/** A deploy that something happens to once a part of the traffic has moved. */
async function deployAnd(act: (child: ChildProcess) => unknown, ...args: string[]): Promise<Run> {
  let child: ChildProcess | undefined;
  const run = runLading(['deploy', ...args, '--local', '--json'], {
    cwd: project.folder,
    onStart: (started) => {
      child = started;
    },
  });
  await split();
  await act(child as ChildProcess);
  return run;
}

async function operations(): Promise<string[]> {
  return (await region.requests()).map(({ operation }) => operation);
}

/** A deploy in both faces; the JSON one's error. */
async function refuses(
  refusal: Refusal,
  args: readonly string[] = [],
  arrange: () => Promise<unknown> = async () => undefined,
) {
  await arrange();
  const error = expectRefusal(await lading('deploy', ...args), refusal);
  await arrange();
  expectRefusalText(await runLading(['deploy', '--local', ...args], { cwd: project.folder }), refusal);
  return error;
}

const unmoved = () => ({ version: stable, weights: {} });

describe('a shift that ends well', () => {
  it('moves linearly, looks between the steps, and leaves the alias as any deploy does', async () => {
    await configure('    shift: linear:50%/2s\n    alarms: [slow]\n');
    const run = await deployAnd(async () => {
      expect(await alias()).toEqual({
        version: stable,
        weights: { [coming]: 0.5 },
        description: expect.stringMatching(/\[lading: shift \d+ to \d+, linear:50%\/2s\]$/),
      });
    });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    // Without a terminal, each step is a line in the log.
    expect(run.stderr).toContain(
      `Function shifted: 50% of the traffic to version ${coming}, watched for 2 s\nFunction shifted: 100% of the traffic to version ${coming}\n`,
    );
    const [released] = document<DeployResult>(run).functions;
    expect(released?.aliases).toEqual([{ name: 'live', version: coming, from: stable }]);
    expect(await alias()).toEqual({
      version: coming,
      weights: {},
      description: `lading: before this, version ${stable}`,
    });
    const seen = await operations();
    expect(seen.filter((name) => name === 'UpdateAlias')).toHaveLength(2);
    expect(seen).toContain('DescribeAlarms');
    expect(seen).toContain('GetMetricData');
    await region.forgetRequests();
    const again = await lading('deploy');
    expect(document<DeployResult>(again).changed).toBe(false);
    expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
  });

  it('takes a canary from the command line, also when the errors stay within what is tolerated', async () => {
    await configure('    toleratedErrors: 50\n');
    const run = await deployAnd(() => fail(1, 10), '--shift', 'canary:10%/2s');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(await alias()).toMatchObject({ version: coming, weights: {} });
  });

  it('tries the version itself first, and takes the answer that is expected', async () => {
    await configure('    smoke: { event: event.json, expect: { statusCode: 200, body: { ok: true } } }\n');
    await answer({ statusCode: 200, body: '{"ok":true,"more":1}' });
    const run = await lading('deploy');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const seen = await operations();
    expect(seen.indexOf('Invoke')).toBeGreaterThan(seen.indexOf('PublishVersion'));
    expect(seen.indexOf('Invoke')).toBeLessThan(seen.indexOf('UpdateAlias'));
  });
});

function answer(body: unknown, headers: Record<string, string> = {}): Promise<void> {
  return region.addFault({ operation: 'Invoke', respond: { body: JSON.stringify(body), headers } });
}

/** What Lambda would report of the new version through the alias. */
async function fail(errors: number, invocations: number): Promise<void> {
  const Dimensions = [
    { Name: 'FunctionName', Value: 'shifted' },
    { Name: 'Resource', Value: 'shifted:live' },
    { Name: 'ExecutedVersion', Value: coming },
  ];
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/Lambda',
      MetricData: [
        { MetricName: 'Errors', Value: errors, Dimensions },
        { MetricName: 'Invocations', Value: invocations, Dimensions },
      ],
    }),
  );
}

describe('a shift that goes wrong', () => {
  it('is put back by an alarm', async () => {
    await configure('    shift: linear:25%/2s\n    alarms: [slow]\n');
    const run = await deployAnd(() => ring('ALARM'));
    const says = [
      'alarm slow is in ALARM (test says so)',
      `Alias live is back: all traffic goes to version ${stable}.`,
    ];
    expectRefusal(run, { code: 'SHIFT_STOPPED', exit: 4, says });
    expect(await alias()).toMatchObject(unmoved());
    expect((await alias()).description).not.toContain('shift');
  });

  it('is put back by errors of the new version', async () => {
    const run = await deployAnd(() => fail(3, 40), '--shift', 'canary:20%/2s');
    const says = ['3 of its 40 invocations failed (7.5%, tolerated 0%)'];
    expectRefusal(run, { code: 'SHIFT_STOPPED', exit: 4, says });
    expect(await alias()).toMatchObject(unmoved());
  });

  it('is put back by Ctrl-C, and says so', async () => {
    const run = await deployAnd((child) => child.kill('SIGINT'), '--shift', 'canary:20%/60s');
    const says = [
      `The shift of shifted to version ${coming} was stopped at 20%. Alias live is back: all traffic goes to version ${stable}.`,
    ];
    expectRefusal(run, { code: 'INTERRUPTED', exit: 130, says });
    const { error } = document<Failure>(run);
    expect(error.details.done?.join('\n')).toContain(
      `put alias live of shifted back: all traffic goes to version ${stable} again`,
    );
    expect(await alias()).toMatchObject(unmoved());
  });

  it('is not begun when an alarm rings or does not exist, and the function stays as it was', async () => {
    await ring('ALARM');
    await configure('    shift: linear:25%/2s\n    alarms: [slow]\n');
    await refuses({ code: 'SHIFT_STOPPED', exit: 4, says: ['was not begun'] });
    await configure('    shift: linear:25%/2s\n    alarms: [nobody]\n');
    await refuses({ code: 'ALARM_NOT_FOUND', exit: 4, says: ['nobody'] });
    const changed = (await region.requests()).filter(
      ({ service, mutating }) => service === 'lambda' && mutating,
    );
    expect(changed).toEqual([]);
  });

  it.each([
    [
      'an error of the function',
      { errorMessage: 'no table' },
      { 'x-amz-function-error': 'Unhandled' },
      'no table',
    ],
    ['another answer', { statusCode: 500 }, {}, '$.statusCode is 500, expected 200'],
  ])('moves no traffic after a smoke test with %s', async (_what, body, headers, told) => {
    await configure('    smoke: { event: event.json, expect: { statusCode: 200 } }\n');
    await refuses({ code: 'SMOKE_FAILED', exit: 4, says: [told] }, ['--shift', 'linear:50%/1s'], () =>
      answer(body, headers as Record<string, string>),
    );
    expect(await operations()).not.toContain('UpdateAlias');
    expect(await alias()).toMatchObject(unmoved());
  });

  it('refuses a smoke event that is missing or broken before anything is begun', async () => {
    const missing = await lading('deploy', '--smoke', 'nothing.json');
    expect(missing.code).toBe(2);
    expect(document<Failure>(missing).error.code).toBe('FILE_UNREADABLE');
    const wrong = await lading('deploy', '--shift', 'linear:0%/1m');
    expect(wrong.code).toBe(2);
    expect(await operations()).toEqual([]);
  });
});

describe('a shift that was killed', () => {
  const killed = async () => {
    const run = await deployAnd((child) => child.kill('SIGKILL'), '--shift', 'linear:50%/3s');
    expect(run.code).not.toBe(0);
    expect(await alias()).toMatchObject({ version: stable, weights: { [coming]: 0.5 } });
  };

  it('is shown by status, keeps a deploy from going on, and is finished', async () => {
    await killed();
    const status = await lading('status');
    expect(document<{ functions: { aliases: object[] }[] }>(status).functions[0]?.aliases).toMatchObject([
      { name: 'live', shift: { from: stable, to: coming, percent: 50, setting: 'linear:50%/3s' } },
    ]);
    const text = await runLading(['status', '--local'], { cwd: project.folder });
    expect(text.stdout).toContain(`from version ${stable} to ${coming} has not ended: 50%`);
    await region.forgetRequests();
    const error = await refuses({ code: 'SHIFT_UNFINISHED', exit: 4 });
    expect(error.suggestions.join('\n')).toMatch(/--finish-shift[\s\S]*--undo-shift/);
    const plan = await lading('plan', '--exit-code');
    expect(plan.code, plan.stdout + plan.stderr).toBe(6);
    expect(document<PlanResult>(plan).functions[0]?.aliases).toMatchObject([
      { name: 'live', shift: { from: stable, to: coming, percent: 50, setting: 'linear:50%/3s' } },
    ]);
    const shown = await runLading(['deploy', '--plan', '--local'], { cwd: project.folder });
    expect(shown.stdout).toContain(
      `! alias live: its shift from version ${stable} to ${coming} (linear:50%/3s) has not ended: 50%`,
    );
    expect(shown.stdout).toContain('lading deploy --finish-shift, or --undo-shift');
    expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
    const finished = await lading('deploy', '--finish-shift');
    expect(finished.code, finished.stdout).toBe(0);
    expect(document<SettleResult>(finished)).toMatchObject({
      changed: true,
      functions: [{ name: 'shifted', aliases: [{ name: 'live', action: 'finished', version: coming }] }],
    });
    expect(await alias()).toMatchObject({
      version: coming,
      weights: {},
      description: `lading: before this, version ${stable}`,
    });
    expect(document<DeployResult>(await lading('deploy')).changed).toBe(false);
  });

  it('is undone, and undoing it again changes nothing', async () => {
    await killed();
    const undone = await lading('deploy', '--undo-shift');
    expect(undone.code, undone.stdout).toBe(0);
    expect(document<SettleResult>(undone).functions[0]?.aliases).toEqual([
      { name: 'live', action: 'undone', version: stable },
    ]);
    expect(await alias()).toMatchObject(unmoved());
    expect(document<SettleResult>(await lading('deploy', '--undo-shift')).changed).toBe(false);
  });

  it('is cleared by a rollback, to the version that it began with; the next deploy says that it takes the traffic', async () => {
    await killed();
    const back = await lading('rollback');
    expect(back.code, back.stdout).toBe(0);
    expect(await alias()).toMatchObject(unmoved());
    expect((await alias()).description).not.toContain('[lading');
    expect((await lading('deploy')).code).toBe(0);
    expect((await lading('rollback')).code).toBe(0);
    const forward = await lading('deploy');
    expect(forward.code).toBe(0);
    expect(forward.stderr).toContain(
      `alias live was rolled back from version ${coming} to ${stable}; this deploy moves it on and takes its traffic`,
    );
  });
});
