/**
 * Issue 4: releases against servers that we did not write, and against our region with the same expectations.
 *
 * What moto lacks, and what is done about it here:
 * - Its ECR knows nothing of docker-registry, where the images are: each image is put into it by hand, digest and all, before it is
 *   deployed, and what prune deletes there stays in docker-registry.
 * - It sizes images by their config alone, so sizes are not compared.
 * - It counts versions by those that are left, so after a prune a number comes again: nothing is deployed after that.
 * - It keeps no policy from deleting anything and previews none: keepImages is tested on our region only.
 * - It has no states, and no metrics of versions: of gradual shifts, only that an alarm puts them back is tested on it.
 */
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunctionHistory } from '../../../src/domain/function-history.js';
import type { FunctionStatus } from '../../../src/domain/function-status.js';
import type { DeployResult } from '../../../src/pipeline/deploy-result.js';
import type { DestroyResult } from '../../../src/pipeline/destroy.js';
import type { PruneResult } from '../../../src/pipeline/prune.js';
import type { PushResult } from '../../../src/pipeline/push.js';
import type { RollbackResult } from '../../../src/pipeline/rollback.js';
import { type AwsCli, awsCli } from '../../servers/aws-cli.js';
import { describeAwsLike } from '../../servers/aws-like.js';
import { removeLater, removePulledLater } from '../../servers/engine.js';
import { expectRefusal } from '../failure-cases/both-faces.js';
import { createProject, type Project } from '../project.js';
import { document, runLading } from '../run-lading.js';
import { imageIdOf } from './image-id.js';
import { motoAndRegistry, ourRegion, type Place } from './place.js';

const name = 'released';
const config = `name: ${name}
region: eu-west-1
functions:
  ${name}: { role: auto, timeout: 20, alias: [live, beta] }
`;

describeAwsLike('moto and docker-registry under the name of ECR', () =>
  tellsTheSame(() => motoAndRegistry(false), putIntoMoto),
);
describe('our region', () => tellsTheSame(ourRegion, async () => undefined));

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const quiet = {
  Namespace: 'AWS/Lambda',
  MetricName: 'Duration',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1000,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;

/** A manifest that moto can take apart; the digest is taken as it is said. */
async function putIntoMoto(place: Place, { image }: PushResult): Promise<void> {
  const ecr = new ECRClient({ region: place.region, endpoint: place.endpoint, credentials });
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: 7, digest: image.digest },
    layers: [
      { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: 7, digest: image.digest },
    ],
  };
  await ecr.send(
    new PutImageCommand({
      repositoryName: name,
      imageManifest: JSON.stringify(manifest),
      imageManifestMediaType: mediaType,
      imageTag: image.tag,
      imageDigest: image.digest,
    }),
  );
  ecr.destroy();
}

function tellsTheSame(
  open: () => Promise<Place>,
  know: (place: Place, pushed: PushResult) => Promise<void>,
): void {
  let place: Place;
  let project: Project;
  let aws: AwsCli;
  const deployed: DeployResult[] = [];

  beforeAll(async () => {
    place = await open();
    removePulledLater(place.host);
    project = await createProject({ 'lading.yaml': config });
    aws = awsCli(place.endpoint, place.region);
    for (const turn of ['one', 'two', 'three']) {
      await project.write('bootstrap', `#!/bin/sh\necho ${turn} ${project.folder}\n`);
      const pushed = await lading<PushResult>('push');
      removeLater(imageIdOf(pushed));
      await know(place, pushed);
      deployed.push(await lading<DeployResult>('deploy'));
    }
  }, 180_000);

  afterAll(async () => {
    await place?.close();
    await project?.remove();
  });

  async function lading<Result>(...args: string[]): Promise<Result> {
    const run = await runLading([...args, '--json'], { cwd: project.folder, env: place.env });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    return document<Result>(run);
  }

  async function alias(named: string): Promise<unknown> {
    const found = await aws('lambda', 'get-alias', '--function-name', name, '--name', named);
    return found.FunctionVersion;
  }

  async function weights(): Promise<unknown> {
    const lambda = new LambdaClient({ region: place.region, endpoint: place.endpoint, credentials });
    const found = await lambda.send(new GetAliasCommand({ FunctionName: name, Name: 'live' }));
    lambda.destroy();
    return found.RoutingConfig?.AdditionalVersionWeights ?? {};
  }

  const versionOf = (turn: number) => deployed[turn]?.functions[0]?.version ?? '';
  const digestOf = (turn: number) => deployed[turn]?.image.digest ?? '';

  it('history lists them, newest first, with digest, tag, image and aliases', async () => {
    const { functions } = await lading<{ functions: FunctionHistory[] }>('history');
    const releases = functions[0]?.releases ?? [];
    expect(releases.map(({ version }) => version)).toEqual([2, 1, 0].map(versionOf));
    expect(releases.map(({ digest }) => digest)).toEqual([2, 1, 0].map(digestOf));
    expect(releases.map(({ by }) => by)).not.toContain(null);
    expect(releases.map(({ imagePresent }) => imagePresent)).toEqual([true, true, true]);
    expect(releases.map(({ tags }) => tags)).toEqual([2, 1, 0].map((turn) => [deployed[turn]?.image.tag]));
    expect(releases.map(({ aliases }) => aliases.map((item) => item.name).sort())).toEqual([
      ['beta', 'live'],
      [],
      [],
    ]);
  });

  it('rollback by digest takes both aliases from v1 to v2 and back, and the AWS CLI agrees', async () => {
    for (const turn of [0, 1, 0]) {
      const run = await lading<RollbackResult>('rollback', '--to', digestOf(turn));
      expect(run.functions[0]).toMatchObject({ method: 'alias', to: { digest: digestOf(turn) } });
      expect([await alias('live'), await alias('beta')]).toEqual([versionOf(turn), versionOf(turn)]);
      const args = ['--function-name', name, '--qualifier', 'live'];
      const { Configuration } = await aws('lambda', 'get-function', ...args);
      expect(Configuration).toMatchObject({ CodeSha256: digestOf(turn).slice('sha256:'.length) });
    }
    const { changed } = await lading<RollbackResult>('rollback', '--to', versionOf(2));
    expect(changed).toBe(true);
  });

  it('rollback to the previous release is repeatable', async () => {
    await lading('rollback', '--to', versionOf(1));
    await lading('rollback', '--to', versionOf(2));
    expect((await lading<RollbackResult>('rollback')).functions[0]?.to.version).toBe(versionOf(1));
    const again = await lading<RollbackResult>('rollback');
    expect(again).toMatchObject({ changed: false, functions: [{ alreadyBack: { from: versionOf(2) } }] });
    expect([await alias('live'), await alias('beta')]).toEqual([versionOf(1), versionOf(1)]);
    await lading('rollback', '--to', digestOf(2).slice(0, 30));
    expect((await lading<RollbackResult>('rollback', '--to', digestOf(2))).changed).toBe(false);
  });

  it('status finds the images and the last release', async () => {
    const { functions } = await lading<{ functions: FunctionStatus[] }>('status');
    expect(functions[0]).toMatchObject({
      image: { digest: digestOf(2), present: true },
      aliases: [
        { name: 'live', version: versionOf(2), digest: digestOf(2) },
        { name: 'beta', version: versionOf(2) },
      ],
      lastRelease: { version: versionOf(2), digest: digestOf(2) },
      lostVersions: [],
      expiringImages: [],
      lambdaAccess: 'allowed',
    });
  });

  it('a shift is put back by an alarm, with its version published and the weights cleared', async () => {
    const watch = new CloudWatchClient({ region: place.region, endpoint: place.endpoint, credentials });
    const AlarmName = `${name}-slow`;
    await watch.send(new PutMetricAlarmCommand({ ...quiet, AlarmName }));
    const ring = (StateValue: 'OK' | 'ALARM') =>
      watch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'test says so' }));
    await ring('OK');
    const settings = `description: shifted, shift: "canary:50%/5s", alarms: [${AlarmName}], alias: live`;
    await project.write('lading.yaml', config.replace(/alias: .*\]/, settings));
    const shifting = runLading(['deploy', '--json'], { cwd: project.folder, env: place.env });
    await expect.poll(weights, { timeout: 60_000, interval: 200 }).toEqual({ 4: 0.5 });
    await ring('ALARM');
    const says = [
      `alarm ${AlarmName} is in ALARM`,
      `Alias live is back: all traffic goes to version ${versionOf(2)}.`,
    ];
    expectRefusal(await shifting, { code: 'SHIFT_STOPPED', exit: 4, says });
    expect([await alias('live'), await weights()]).toEqual([versionOf(2), {}]);
    await project.write('lading.yaml', config);
    watch.destroy();
  });

  it('prune shows and deletes the version and the image that nothing needs', async () => {
    await lading('rollback', '--to', versionOf(1), '--alias', 'beta');
    const args = ['prune', '--keep', '1', '--older-than', '0s'];
    const plan = await lading<PruneResult>(...args);
    expect(plan).toMatchObject({ applied: false, versions: [{ functionName: name, version: versionOf(0) }] });
    expect(plan.images.map(({ digest }) => digest)).toEqual([digestOf(0)]);
    const done = await lading<PruneResult>(...args, '--yes');
    expect(done).toMatchObject({ applied: true, failures: [], versions: plan.versions });
    const found = await aws('ecr', 'describe-images', '--repository-name', name);
    const left = (found.imageDetails as { imageDigest: string }[]).map(({ imageDigest }) => imageDigest);
    expect(left.sort()).toEqual([digestOf(1), digestOf(2)].sort());
    const { functions } = await lading<{ functions: FunctionHistory[] }>('history');
    expect(functions[0]?.releases.map(({ version }) => version)).toEqual(['4', versionOf(2), versionOf(1)]);
    expect((await lading<PruneResult>(...args)).images).toEqual([]);
  });

  it('destroy removes function, role and repository, and has nothing to do the second time', async () => {
    const args = ['destroy', '--images', '--logs', '--yes'];
    expect((await lading<DestroyResult>(...args)).deleted).toEqual([
      { kind: 'function', name },
      { kind: 'role', name: `lading-${name}` },
      { kind: 'repository', name },
    ]);
    const { Functions } = await aws('lambda', 'list-functions');
    const { repositories } = await aws('ecr', 'describe-repositories');
    expect([Functions, repositories]).toEqual([[], []]);
    expect(await lading<DestroyResult>(...args)).toEqual({ applied: false, deleted: [], kept: [] });
  });
}
