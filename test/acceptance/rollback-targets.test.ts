/** Issue 4 item 3: what `--to` may name, what is refused before anything is changed, and what a kill leaves. */

import { fileURLToPath } from 'node:url';
import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  type BatchGetImageCommandOutput,
} from '@aws-sdk/client-ecr';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rememberBefore } from '../../src/domain/alias-note.js';
import type { FunctionHistory } from '../../src/domain/function-history.js';
import type { RollbackResult } from '../../src/pipeline/rollback.js';
import { buildImage, buildIndex } from '../region/ecr/push-image.js';
import { runOnTerminal } from '../ui/pseudo-terminal.js';
import { openScene, type Scene } from './failure-cases/scene.js';
import { document, runLading } from './run-lading.js';

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());
beforeEach(() => scene.region.faults.clear());

/** A release of each tag, in this order, as deploys leave them. */
async function released(FunctionName: string, ...tags: string[]): Promise<void> {
  const { lambda, settings } = scene.region;
  for (const [index, tag] of tags.entries()) {
    const ImageUri = `${settings.host}/${tag.includes(':') ? tag : `app:${tag}`}`;
    if (index === 0) {
      const image = { PackageType: 'Image' as const, Code: { ImageUri } };
      await lambda.send(new CreateFunctionCommand({ FunctionName, Role: scene.role, ...image }));
    } else await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ImageUri }));
    const Description = `lading/1.0.0 tags=${tag.split(':').at(-1)} by=somebody`;
    await lambda.send(new PublishVersionCommand({ FunctionName, Description }));
    const alias = { FunctionName, Name: 'live', FunctionVersion: `${index + 1}` };
    if (index === 0) await lambda.send(new CreateAliasCommand(alias));
    else await lambda.send(new UpdateAliasCommand({ ...alias, Description: rememberBefore('', `${index}`) }));
  }
  scene.changes();
}

async function rollback(...args: string[]): Promise<RollbackResult> {
  const run = await scene.lading(['rollback', ...args, '--json']);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return document<RollbackResult>(run);
}

async function versionAfter(...args: string[]): Promise<string | null | undefined> {
  return (await rollback(...args)).functions[0]?.to.version;
}

const versionOf = async (FunctionName: string, Name = 'live') =>
  (await scene.region.lambda.send(new GetAliasCommand({ FunctionName, Name }))).FunctionVersion;

describe('a tag', () => {
  it('of an index means its image', async () => {
    const index = { ...buildIndex([scene.images.v1]), blobs: [] };
    await scene.region.push('app', 'multi', index);
    await released('indexed', 'v1', 'v2');
    expect(await versionAfter('indexed', '--to', 'multi')).toBe('1');
    const refusal = { code: 'IMAGE_IS_INDEX', exit: 4, says: ['There is: version 2 ('] } as const;
    await scene.refuses(refusal, () => ['rollback', 'indexed', '--to', index.digest]);
    expect(scene.changes()).toEqual(['UpdateAlias']);
  });

  it('that moved to an image which never ran is not followed', async () => {
    await scene.region.push('app', 'moving');
    await released('moved', 'moving', 'v2');
    const now = buildImage();
    await scene.region.push('app', 'moving', now);
    scene.changes();
    const refusal = {
      code: 'NO_ROLLBACK_TARGET',
      exit: 4,
      says: ['Tag moving names', 'version 1, which was deployed under it', 'Nothing was changed'],
    } as const;
    const { suggestions } = await scene.refuses(refusal, () => ['rollback', 'moved', '--to', 'moving']);
    expect(suggestions.slice(0, 2)).toEqual([
      'Go back to what was deployed: --to version:1',
      `Or to what the tag names now: --to ${now.digest}`,
    ]);
    expect(scene.changes()).toEqual([]);
  });

  it('may be a number, and is asked after where that is a version, too', async () => {
    await scene.region.push('app', '1');
    await scene.region.push('app', '77', scene.images.v1);
    await released('numbered', 'v1', 'v2', '1');
    expect(await versionAfter('numbered', '--to', '77')).toBe('1');
    expect(await versionAfter('numbered', '--to', '3')).toBe('3');
    scene.changes();
    const refusal = {
      code: 'USAGE',
      exit: 2,
      says: ['1 is a version of function numbered', 'the tag that version 3 was deployed under'],
    } as const;
    await scene.refuses(refusal, () => ['rollback', 'numbered', '--to', '1']);
    expect(scene.changes()).toEqual([]);
    expect(await versionAfter('numbered', '--to', 'version:1')).toBe('1');
    expect(await versionAfter('numbered', '--to', 'tag:1')).toBe('3');
  });
});

describe('a digest', () => {
  it('may be cut short, unless several begin so', async () => {
    const first = buildImage();
    let second = buildImage();
    while (second.digest[7] !== first.digest[7]) second = buildImage();
    await scene.region.push('short', 'one', first);
    await scene.region.push('short', 'two', second);
    await released('short', 'short:one', 'short:two');
    const refusal = { code: 'USAGE', exit: 2, says: [first.digest, second.digest] } as const;
    await scene.refuses(refusal, () => ['rollback', 'short', '--to', first.digest.slice(0, 8)]);
    expect(await versionAfter('short', '--to', first.digest.slice(0, 19))).toBe('1');
  });

  it('of an image for another architecture is refused, with what there is', async () => {
    const foreign = buildImage(undefined, 'arm64');
    await scene.region.push('app', 'arm', foreign);
    await released('intel', 'v1');
    const refusal = {
      code: 'ARCHITECTURE_MISMATCH',
      exit: 4,
      says: ['Nothing was changed', 'There is: version 1 ('],
    } as const;
    await scene.refuses(refusal, () => ['rollback', 'intel', '--to', foreign.digest]);
    expect(scene.changes()).toEqual([]);
  });
});

describe('a version whose image is in another repository', () => {
  it('is not taken for lost, and is only refused when it is gone there', async () => {
    await scene.region.push('former', 'v0');
    await released('moving', 'former:v0', 'v1');
    const run = await scene.lading(['history', 'moving', '--json']);
    const [{ releases } = { releases: [] }] = document<{ functions: FunctionHistory[] }>(run).functions;
    expect(releases.map(({ imagePresent }) => imagePresent)).toEqual([true, true]);
    expect(await versionAfter('moving')).toBe('1');
    await rollback('moving', '--to', '2');
    const imageIds = [{ imageTag: 'v0' }];
    const { images = [] }: BatchGetImageCommandOutput = await scene.region.ecr.send(
      new BatchGetImageCommand({ repositoryName: 'former', imageIds }),
    );
    const imageDigest = images[0]?.imageId?.imageDigest;
    await scene.region.ecr.send(
      new BatchDeleteImageCommand({ repositoryName: 'former', imageIds: [{ imageDigest }] }),
    );
    scene.changes();
    const refusal = { code: 'NO_ROLLBACK_TARGET', exit: 4, says: ['in repository former any more'] } as const;
    await scene.refuses(refusal, () => ['rollback', 'moving', '--to', '1']);
    expect(scene.changes()).toEqual([]);
  });
});

describe('split traffic', () => {
  it('of somebody else’s goes to the older version, and stays there when asked again', async () => {
    await released('canary', 'v1', 'v2');
    await rollback('canary', '--to', '1');
    await rollback('canary', '--to', '2');
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.1 } };
    const split = { FunctionName: 'canary', Name: 'live', FunctionVersion: '1', RoutingConfig };
    await scene.region.lambda.send(new UpdateAliasCommand({ ...split, Description: 'CodeDeploy' }));
    expect((await rollback('canary')).functions[0]).toMatchObject({
      action: 'rolled back',
      to: { version: '1' },
    });
    expect((await rollback('canary')).changed).toBe(false);
    const { RoutingConfig: left } = await scene.region.lambda.send(
      new GetAliasCommand({ FunctionName: 'canary', Name: 'live' }),
    );
    expect(left?.AdditionalVersionWeights ?? {}).toEqual({});
  });
});

it('a release that sleeps is pointed to with a warning', async () => {
  await released('asleep', 'v1', 'v2');
  scene.fault({
    operation: 'GetFunction',
    url: 'Qualifier=1',
    answer: { Configuration: { State: 'Inactive', StateReasonCode: 'Idle', StateReason: 'idle' } },
  });
  const { functions } = await rollback('asleep');
  expect(functions[0]).toMatchObject({ to: { version: '1' } });
  expect(functions[0]?.warnings).toEqual([
    expect.stringMatching(/asleep:1 is Inactive .* wake it first: lading invoke asleep --qualifier 1$/),
  ]);
});

it('history goes through all pages, with versions of other tools', async () => {
  await released('many', 'v1');
  for (let version = 2; version <= 60; version += 1) {
    const MemorySize = 128 + version;
    await scene.region.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'many', MemorySize }),
    );
    const Description = version === 2 ? 'release 2 = the first' : '';
    await scene.region.lambda.send(new PublishVersionCommand({ FunctionName: 'many', Description }));
  }
  const run = await scene.lading(['history', 'many', '--json']);
  const [{ releases } = { releases: [] }] = document<{ functions: FunctionHistory[] }>(run).functions;
  expect(releases.map(({ version }) => Number(version))).toEqual(
    Array.from({ length: 60 }, (_, i) => 60 - i),
  );
  expect(releases.at(-2)).toMatchObject({ description: 'release 2 = the first', by: null, git: null });
  expect(await versionAfter('many', '--to', '55')).toBe('55');
});

it('a move whose answer was lost is not taken for somebody else’s', async () => {
  await released('lost', 'v1', 'v2');
  const headers = { authorization: 'AWS4-HMAC-SHA256 test' };
  const move = { method: 'PUT' as const, url: '/2015-03-31/functions/lost/aliases/live', headers };
  const body = { FunctionVersion: '1', Description: rememberBefore('', '2') };
  scene.fault({ operation: 'UpdateAlias', first: { ...move, body } });
  const { functions } = await rollback('lost', 'lost');
  expect(functions).toMatchObject([{ action: 'rolled back', to: { version: '1' } }]);
  await rollback('lost', '--to', '2');
  const theirs = { FunctionVersion: '1', Description: 'theirs' };
  scene.fault({ operation: 'UpdateAlias', first: { ...move, body: theirs } });
  const run = await scene.lading(['rollback', 'lost', '--json']);
  expect(document<{ error: { code: string } }>(run).error.code).toBe('FUNCTION_CHANGED_MEANWHILE');
});

describe('on a terminal', () => {
  const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
  const press = (keys: string) =>
    runOnTerminal(`"${process.execPath}" "${bin}" rollback asked --to 1`, {
      cwd: scene.project.folder,
      env: scene.env,
      interruptAt: '[y/N]',
      keys,
    });

  it('shows from and to and asks; only a yes changes something', async () => {
    await released('asked', 'v1', 'v2');
    const refused: [keys: string, code: number][] = [
      ['n\r', 2],
      ['\x04', 2],
      ['\x03', 130],
    ];
    for (const [keys, code] of refused) {
      const run = await press(keys);
      const screen = run.screen.join('\n');
      expect(run.code, screen).toBe(code);
      expect(screen).toMatch(/asked +version 2 \(sha256:\w{12}\) → version 1 \(sha256:\w{12}\)/);
      expect(screen).toContain('Nothing was changed');
    }
    expect(scene.changes()).toEqual([]);
    expect((await press('y\r')).code).toBe(0);
    expect(await versionOf('asked')).toBe('1');
  });
});

it('an alias that does not exist is not taken for $LATEST where callers have others', async () => {
  await released('elsewhere', 'v1', 'v2');
  const refusal = { code: 'USAGE', exit: 2, says: ['has no alias beta; it has live'] } as const;
  await scene.project.write(
    'lading.yaml',
    `name: elsewhere\nfunctions:\n  elsewhere: { role: "${scene.role}", alias: beta }\n`,
  );
  await scene.refuses(refusal, () => ['rollback', 'elsewhere']);
  expect(scene.changes()).toEqual([]);
});

describe('several functions', () => {
  it('of one repository ask it once', async () => {
    for (const command of ['status', 'history']) {
      const before = scene.region.requests().length;
      expect((await scene.lading([command, '--json'])).code).toBe(0);
      const asked = scene.region
        .requests()
        .slice(before)
        .filter(({ service }) => service === 'ecr');
      const operations = asked.map(({ operation }) => operation);
      expect(operations).toEqual([...new Set(operations)]);
      expect(operations).toContain('DescribeImages');
    }
  });

  const settings = () => `{ role: "${scene.role}", alias: [live, beta] }`;
  beforeAll(async () => {
    const plain = `{ role: "${scene.role}", alias: false }`;
    await scene.project.write(
      'lading.yaml',
      `name: app\nfunctions:\n  pair: ${settings()}\n  plain: ${plain}\n`,
    );
    for (const tag of ['v1', 'v2']) {
      const run = await scene.lading(['deploy', '--image', `${scene.repository}:${tag}`]);
      expect(run.code, run.stderr).toBe(0);
    }
  });

  const codeOf = async () =>
    (await scene.region.lambda.send(new GetFunctionCommand({ FunctionName: 'plain' }))).Configuration;

  it('go back as a whole or not at all with --atomic, the code of $LATEST too', async () => {
    const before = await codeOf();
    const error = { code: 'AccessDeniedException', message: 'not allowed', status: 403 };
    // The code of the other one has gone back by then.
    scene.fault({ operation: 'UpdateAlias', delay: 1500, error });
    const run = await scene.lading(['rollback', '--atomic']);
    expect(run.code, run.stderr).toBe(4);
    expect(run.stderr).toMatch(/updated the code of plain .*updated the code of plain/s);
    expect((await codeOf())?.CodeSha256).toBe(before?.CodeSha256);
    expect(await versionOf('pair')).toBe('2');
    expect((await rollback('plain')).functions[0]?.to.digest).toBe(scene.images.v1.digest);
  });

  it('and aliases that a kill stopped half-way are brought there by the same command', async () => {
    // As a deploy leaves both aliases; the second request to move one hangs.
    scene.fault({ operation: 'UpdateAlias', after: 1, delay: 60_000 });
    scene.changes();
    const killed = await runLading(['rollback', 'pair'], {
      cwd: scene.project.folder,
      env: scene.env,
      onStart: (child) => {
        const timer = setInterval(async () => {
          if ((await versionOf('pair', 'beta')) !== '1') return;
          clearInterval(timer);
          child.kill('SIGKILL');
        }, 10);
      },
    });
    expect(killed.code).toBeNull();
    expect([await versionOf('pair'), await versionOf('pair', 'beta')]).toEqual(['2', '1']);
    scene.region.faults.clear();
    await rollback('pair');
    expect([await versionOf('pair'), await versionOf('pair', 'beta')]).toEqual(['1', '1']);
    expect((await rollback('pair')).changed).toBe(false);
  });
});
