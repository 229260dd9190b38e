/** Issue 4 item 3: rollback of several aliases, and of sets that go back as a whole or not at all. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { CreateAliasCommand, GetAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unusedMark } from '../../src/domain/image-marks.js';
import type { RollbackPlanResult, RollbackResult } from '../../src/pipeline/rollback.js';
import { randomLayer, savedImage, tarOf } from '../adapters/archive/archive-fixtures.js';
import { openScene, type Scene } from './failure-cases/scene.js';
import { document } from './run-lading.js';

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
  const settings = `{ role: "${scene.role}", alias: [live, beta] }`;
  await scene.project.write(
    'lading.yaml',
    `name: pair\nfunctions:\n  one: ${settings}\n  two: ${settings}\n`,
  );
  for (let release = 0; release < 3; release += 1) {
    const archive = await tarOf(savedImage([await randomLayer()]));
    await writeFile(join(scene.project.folder, 'image.tar'), archive);
    const run = await scene.lading(['deploy', '--archive', 'image.tar', '--json']);
    expect(run.code, run.stdout + run.stderr).toBe(0);
  }
});
afterAll(() => scene?.close());
beforeEach(async () => {
  scene.region.faults.clear();
  for (const name of ['one', 'two']) for (const alias of ['live', 'beta']) await point(name, alias, '3');
  scene.changes();
});

/** As a deploy leaves it. */
async function point(FunctionName: string, Name: string, FunctionVersion: string): Promise<void> {
  const Description = 'lading: before this, version 2';
  await scene.region.lambda.send(
    new UpdateAliasCommand({ FunctionName, Name, FunctionVersion, Description }),
  );
}

/** `live beta` of both functions. */
async function versions(): Promise<string> {
  const found = ['one', 'two'].flatMap((FunctionName) =>
    ['live', 'beta'].map((Name) => scene.region.lambda.send(new GetAliasCommand({ FunctionName, Name }))),
  );
  return (await Promise.all(found)).map(({ FunctionVersion }) => FunctionVersion).join(' ');
}

async function rollback(...args: string[]): Promise<RollbackResult> {
  const run = await scene.lading(['rollback', ...args, '--json']);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return document<RollbackResult>(run);
}

describe('all aliases that deploy points', () => {
  it('go back together, and forth again', async () => {
    const { functions } = await rollback();
    expect(functions.map(({ aliases }) => aliases.map(({ name, action }) => `${name} ${action}`))).toEqual([
      ['live moved', 'beta moved'],
      ['live moved', 'beta moved'],
    ]);
    expect(await versions()).toBe('2 2 2 2');
    const again = await rollback();
    expect(again.changed).toBe(false);
    await rollback('--to', '3');
    expect(await versions()).toBe('3 3 3 3');
  });

  it('but those that run something else stay with "previous", and the plan says so', async () => {
    await point('one', 'beta', '1');
    scene.changes();
    const run = await scene.lading(['rollback', 'one', '--plan']);
    expect(run.stdout).toContain('alias live moves, no code is updated');
    expect(run.stdout).toContain('alias beta stays at version 1; move it too: --to 2 --alias beta');
    const { functions } = await rollback('one');
    expect(functions[0]?.aliases).toEqual([
      { name: 'live', action: 'moved', from: '3', to: '2' },
      { name: 'beta', action: 'stayed', from: '1', to: '1' },
    ]);
    expect(await versions()).toBe('2 1 3 3');
  });

  it('all of them go to a version that is named', async () => {
    await point('one', 'beta', '1');
    await rollback('one', '--to', '2');
    expect(await versions()).toBe('2 2 3 3');
  });
});

describe('--alias', () => {
  it('names those that go', async () => {
    await rollback('one', '--alias', 'beta');
    expect(await versions()).toBe('3 2 3 3');
    await rollback('two', '--alias', 'beta', '--alias', 'live', '--to', '1');
    expect(await versions()).toBe('3 2 1 1');
  });

  it('is refused for one that does not exist: the code of $LATEST is not meant', async () => {
    const refusal = { code: 'USAGE', exit: 2, says: ['no alias nobody; it has live, beta'] } as const;
    await scene.refuses(refusal, () => ['rollback', 'one', '--alias', 'nobody']);
    expect(scene.changes()).toEqual([]);
  });
});

describe('a failure half-way', () => {
  const denied = { code: 'AccessDeniedException', message: 'not allowed', status: 403 };
  const third = { service: 'lambda', operation: 'UpdateAlias', after: 2, times: 1, error: denied } as const;

  it('leaves a set as it was with --atomic, weights and descriptions too', async () => {
    await scene.region.lambda.send(
      new UpdateAliasCommand({
        FunctionName: 'one',
        Name: 'beta',
        Description: 'somebody’s own',
        RoutingConfig: { AdditionalVersionWeights: { '1': 0.25 } },
      }),
    );
    scene.fault(third);
    const run = await scene.lading(['rollback', '--atomic', '--json']);
    expect(run.code).toBe(4);
    expect(document<{ error: { code: string } }>(run).error.code).toBe('ACCESS_DENIED');
    expect(await versions()).toBe('3 3 3 3');
    const beta = await scene.region.lambda.send(new GetAliasCommand({ FunctionName: 'one', Name: 'beta' }));
    expect(beta).toMatchObject({
      Description: 'somebody’s own',
      RoutingConfig: { AdditionalVersionWeights: { '1': 0.25 } },
    });
  });

  it('and says what was done without it; the same command goes on', async () => {
    scene.fault({ ...third, after: 1 });
    const run = await scene.lading(['rollback', 'one']);
    expect(run.code).toBe(4);
    expect(run.stderr).toMatch(/Done before that: pointed alias beta of one to version 2/);
    expect(await versions()).toBe('3 2 3 3');
    await rollback('one');
    expect(await versions()).toBe('2 2 3 3');
  });
});

it('an image that keepImages marked as unused is protected before the code goes back to it', async () => {
  const uri = await scene.region.push('pair', 'loose');
  const { imageDetails = [] } = await scene.region.ecr.send(
    new DescribeImagesCommand({ repositoryName: 'pair', imageIds: [{ imageTag: 'loose' }] }),
  );
  const digest = imageDetails[0]?.imageDigest as `sha256:${string}`;
  const mark = unusedMark(digest as never);
  const retag = await fetch(`${scene.region.url}/v2/pair/manifests/loose`, await authorized());
  const type = retag.headers.get('content-type') ?? '';
  const body = await retag.text();
  const put = await fetch(`${scene.region.url}/v2/pair/manifests/${mark}`, {
    ...(await authorized({ 'content-type': type })),
    method: 'PUT',
    body,
  });
  expect(put.status, uri).toBe(201);
  await scene.region.lambda.send(
    new CreateAliasCommand({ FunctionName: 'two', Name: 'extra', FunctionVersion: '3' }),
  );
  const { functions } = await rollback('two', '--to', digest, '--alias', 'extra');
  expect(functions[0]).toMatchObject({ method: 'code', to: { digest, version: '4' } });
  const order = scene.changes();
  expect(order.findIndex((name) => /manifest/i.test(name))).toBeLessThan(order.indexOf('UpdateFunctionCode'));
  const after = await scene.region.ecr.send(
    new DescribeImagesCommand({ repositoryName: 'pair', imageIds: [{ imageDigest: digest }] }),
  );
  expect(after.imageDetails?.[0]?.imageTags).toContain(mark.replace('unused', 'in-use'));
});

async function authorized(headers: Record<string, string> = {}): Promise<RequestInit> {
  const { GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
  const { authorizationData } = await scene.region.ecr.send(new GetAuthorizationTokenCommand({}));
  return { headers: { ...headers, authorization: `Basic ${authorizationData?.[0]?.authorizationToken}` } };
}

it('the plan as JSON says what becomes of each alias', async () => {
  await point('one', 'beta', '1');
  const run = await scene.lading(['rollback', 'one', '--plan', '--json']);
  const [plan] = document<RollbackPlanResult>(run).functions;
  expect(plan?.aliases).toMatchObject([
    { name: 'live', action: 'move', from: { version: '3' }, clearsWeights: false },
    { name: 'beta', action: 'stay', from: { version: '1' }, clearsWeights: false },
  ]);
});
