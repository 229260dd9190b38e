/** The codes of stops that are no answer of AWS: the command line, files, this machine, Ctrl-C. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateAliasCommand, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomLayer, savedImage, tarOf } from '../../adapters/archive/archive-fixtures.js';
import { startRegionProcess } from '../region-process.js';
import { type Run, runLading } from '../run-lading.js';
import { expectRefusal, expectRefusalText } from './both-faces.js';
import { openScene, type Scene } from './scene.js';

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());

const config = (setting: string): string =>
  `name: codes\nfunctions:\n  codes: { role: "${scene.role}", ${setting} }\n`;

describe('the command line and files', () => {
  it('an unknown flag', async () => {
    await scene.refuses({ code: 'USAGE', exit: 2, says: ['--nope'] }, () => ['deploy', '--nope']);
  });

  it('a new function without a role', async () => {
    scene.changes();
    await scene.refuses({ code: 'USAGE', exit: 2, says: ['execution role'] }, () => [
      'deploy',
      '--function',
      'new',
      '--image',
      `${scene.repository}:v1`,
    ]);
    expect(scene.changes()).toEqual([]);
  });

  it('no configuration and too few flags', async () => {
    await scene.refuses({ code: 'CONFIG_NOT_FOUND', exit: 2 }, () => ['deploy']);
  });

  it('a configuration file that is not there', async () => {
    await scene.refuses({ code: 'CONFIG_NOT_FOUND', exit: 2, says: ['missing.yaml'] }, () => [
      'deploy',
      '--config',
      'missing.yaml',
    ]);
  });

  it('one that cannot be read', async () => {
    await scene.refuses({ code: 'FILE_UNREADABLE', exit: 2, says: [scene.project.folder] }, () => [
      'deploy',
      '--config',
      scene.project.folder,
    ]);
  });

  it('a placeholder for nothing', async () => {
    await scene.project.write(
      'placeholder.yaml',
      config('environment: { KEY: "${env:LADING_TEST_NOT_SET}" }'),
    );
    await scene.refuses(
      { code: 'PLACEHOLDER_UNRESOLVED', exit: 2, says: ['LADING_TEST_NOT_SET', 'environment.KEY'] },
      () => ['deploy', '--config', 'placeholder.yaml', '--image', `${scene.repository}:v1`],
    );
  });

  it('an archive that is none', async () => {
    await scene.project.write('image.tar', 'no archive at all');
    scene.changes();
    await scene.refuses({ code: 'ARCHIVE_INVALID', exit: 2, says: ['image.tar'] }, () => [
      'deploy',
      '--function',
      'archived',
      '--role',
      scene.role,
      '--archive',
      'image.tar',
    ]);
    expect(scene.changes()).toEqual([]);
  });
});

describe('this machine', () => {
  it('no region', async () => {
    await scene.refuses(
      { code: 'REGION_MISSING', exit: 2, says: ['AWS_REGION'] },
      () => scene.deploy('any', 'v1'),
      { AWS_REGION: '' },
    );
  });

  it('a region that cannot be one', async () => {
    await scene.refuses({ code: 'USAGE', exit: 2, says: ['"eu west"'] }, () =>
      scene.deploy('any', 'v1', '--region', 'eu west'),
    );
  });

  it('a disk that takes no temporary files', async () => {
    const layer = await randomLayer();
    await writeFile(join(scene.project.folder, 'saved.tar'), await tarOf(savedImage([layer])));
    await scene.refuses(
      { code: 'DISK_UNWRITABLE', exit: 3, says: ['/dev/null'] },
      () => ['deploy', '--function', 'archived', '--role', scene.role, '--archive', 'saved.tar'],
      { TMPDIR: '/dev/null' },
    );
  });

  it('no credentials', async () => {
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    await scene.refuses({ code: 'CREDENTIALS_MISSING', exit: 3 }, () => scene.deploy('any', 'v1'), none);
  });

  it('nothing answers at the endpoint', async () => {
    const dead = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const run = await scene.lading([...scene.deploy('any', 'v1'), '--json'], dead);
    expectRefusal(run, { code: 'REMOTE_UNAVAILABLE', exit: 4, says: ['ECONNREFUSED 127.0.0.1:9'] });
  });

  it('a local region that is taken', async () => {
    const data = `${scene.project.folder}/region`;
    const running = await startRegionProcess(data, ['--port', '0']);
    try {
      await scene.refuses({ code: 'LOCAL_REGION_UNAVAILABLE', exit: 3, says: [data] }, () => [
        'region',
        'start',
        '--data',
        data,
      ]);
    } finally {
      await running.stop();
    }
  });
});

it('no release to go back to', async () => {
  const { lambda } = scene.region;
  await scene.existing('codes');
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'codes' }));
  await lambda.send(
    new CreateAliasCommand({ FunctionName: 'codes', Name: 'live', FunctionVersion: Version }),
  );
  await scene.project.write('rollback.yaml', config('memorySize: 128'));
  scene.changes();
  await scene.refuses({ code: 'NO_ROLLBACK_TARGET', exit: 4, says: ['codes'] }, () => [
    'rollback',
    '--config',
    'rollback.yaml',
    '--yes',
  ]);
  expect(scene.changes()).toEqual([]);
});

describe('Ctrl-C', () => {
  const refusal = { code: 'INTERRUPTED', exit: 130 } as const;

  /** Interrupts while the new function is waited for. */
  async function interrupted(slow: Scene, name: string, ...face: string[]): Promise<Run> {
    const waited = slow.region.requests().length;
    return runLading([...slow.deploy(name, 'v1'), ...face], {
      cwd: slow.project.folder,
      env: slow.env,
      onStart: async (child) => {
        const looks = () =>
          slow.region
            .requests()
            .slice(waited)
            .filter(({ operation }) => operation === 'GetFunction').length;
        while (looks() < 4) await new Promise((resolve) => setTimeout(resolve, 20));
        child.kill('SIGINT');
        await once(child, 'close');
      },
    });
  }

  it('ends a wait, and tells what was done', async () => {
    const slow = await openScene({ activationDelay: 600_000 });
    try {
      const json = await interrupted(slow, 'interrupted-json', '--json');
      const { details } = expectRefusal(json, refusal);
      expect(details.done).toContainEqual(expect.stringContaining('created function interrupted-json'));
      const text = await interrupted(slow, 'interrupted-text');
      expectRefusalText(text, refusal);
      expect(text.stderr).toMatch(/Done before that: .*created function interrupted-text/);
    } finally {
      await slow.close();
    }
  });
});
