/** A function whose traffic is shifted between the versions of deploys, and what happens to it meanwhile. */
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
import { expect } from 'vitest';
import type { ErrorDocument } from '../../src/errors/app-error.js';
import { expectRefusal, expectRefusalText, type Refusal } from './failure-cases/both-faces.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { type Run, runLading } from './run-lading.js';

export interface ShiftScene {
  readonly region: RegionProcess;
  readonly project: Project;
  /** Quiet alarms, plain settings, and new code; `stable` has all the traffic, `coming` is what the next deploy publishes. */
  next(): Promise<{ stable: string; coming: string }>;
  lading(...args: string[]): Promise<Run>;
  /** Settings of the function besides its role and memory. */
  configure(settings: string): Promise<void>;
  ring(state: 'OK' | 'ALARM'): Promise<unknown>;
  alias(): Promise<{ version: string; weights: Record<string, number>; description: string }>;
  /** A deploy that something happens to once a part of the traffic has moved. */
  deployAnd(act: (child: ChildProcess) => unknown, ...args: string[]): Promise<Run>;
  operations(): Promise<string[]>;
  /** A deploy in both faces, each after `arrange`; the JSON one's error. */
  refuses(
    refusal: Refusal,
    args?: readonly string[],
    arrange?: () => Promise<unknown>,
  ): Promise<ErrorDocument>;
  /** What the next invocation answers. */
  answer(body: unknown, headers?: Record<string, string>): Promise<void>;
  /** What Lambda would report of a version through the alias. */
  fail(version: string, errors: number, invocations: number): Promise<void>;
  close(): Promise<void>;
}

const head = 'name: shifted\nfunctions:\n  shifted:\n    role: auto\n    memorySize: 128\n';

/** With an alarm `slow` and one release. */
export async function openShiftScene(): Promise<ShiftScene> {
  const project = await createProject({ 'lading.yaml': head, 'event.json': '{"ping":true}' });
  const region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
  const place = {
    endpoint: region.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const lambda = new LambdaClient(place);
  const cloudWatch = new CloudWatchClient(place);
  const lading = (...args: string[]) => runLading([...args, '--local', '--json'], { cwd: project.folder });
  const configure = (settings: string) => project.write('lading.yaml', head + settings);
  const ring = (StateValue: 'OK' | 'ALARM') =>
    cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'slow', StateValue, StateReason: 'test says so' }));
  const alias = () => readAlias(lambda);
  let turn = 0;
  await cloudWatch.send(new PutMetricAlarmCommand(slow));
  expect((await lading('deploy')).code).toBe(0);
  return {
    region,
    project,
    lading,
    configure,
    ring,
    alias,
    async next() {
      await ring('OK');
      await configure('');
      turn += 1;
      await project.write('bootstrap', `#!/bin/sh\necho ${turn} ${project.folder}\n`);
      const { version, weights } = await alias();
      expect(weights).toEqual({});
      const coming = String((await newestVersion(lambda)) + 1);
      await region.forgetRequests();
      return { stable: version, coming };
    },
    async deployAnd(act, ...args) {
      let child: ChildProcess | undefined;
      const run = runLading(['deploy', ...args, '--local', '--json'], {
        cwd: project.folder,
        onStart: (started) => {
          child = started;
        },
      });
      await split(alias);
      await act(child as ChildProcess);
      return run;
    },
    operations: async () => (await region.requests()).map(({ operation }) => operation),
    async refuses(refusal, args = [], arrange = async () => undefined) {
      await arrange();
      const error = expectRefusal(await lading('deploy', ...args), refusal);
      await arrange();
      expectRefusalText(await runLading(['deploy', '--local', ...args], { cwd: project.folder }), refusal);
      return error;
    },
    answer: (body, headers = {}) =>
      region.addFault({ operation: 'Invoke', respond: { body: JSON.stringify(body), headers } }),
    fail: (version, errors, invocations) => report(cloudWatch, version, errors, invocations),
    async close() {
      lambda.destroy();
      cloudWatch.destroy();
      await region.stop();
      await project.remove();
    },
  };
}

const slow = {
  AlarmName: 'slow',
  Namespace: 'AWS/Lambda',
  MetricName: 'Duration',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1000,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;

async function readAlias(lambda: LambdaClient) {
  const found = await lambda.send(new GetAliasCommand({ FunctionName: 'shifted', Name: 'live' }));
  return {
    version: found.FunctionVersion ?? '',
    weights: found.RoutingConfig?.AdditionalVersionWeights ?? {},
    description: found.Description ?? '',
  };
}

async function newestVersion(lambda: LambdaClient): Promise<number> {
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: 'shifted' }));
  return Math.max(...Versions.map(({ Version }) => Number(Version)).filter((version) => version > 0));
}

/** Waits until the alias splits its traffic. */
async function split(alias: ShiftScene['alias']): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (Object.keys((await alias()).weights).length > 0) return;
    await sleep(50);
  }
  throw new Error('the alias never split its traffic');
}

async function report(
  cloudWatch: CloudWatchClient,
  version: string,
  errors: number,
  invocations: number,
): Promise<void> {
  const Dimensions = [
    { Name: 'FunctionName', Value: 'shifted' },
    { Name: 'Resource', Value: 'shifted:live' },
    { Name: 'ExecutedVersion', Value: version },
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
