/** Issue 4 items 1 to 3: releases, history, and rollback by digest, seen from outside. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Release } from '../../src/domain/release.js';
import type { ErrorDocument } from '../../src/errors/app-error.js';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { RollbackResult } from '../../src/pipeline/rollback.js';
import { needing } from '../servers/needing.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

const { describe, it } = needing('aws');

let region: RegionProcess;
let project: Project;
const digests: string[] = [];

beforeAll(async () => {
  project = await createProject({
    'lading.yaml':
      'name: back\nfunctions:\n  back: { role: auto, memorySize: 128 }\n  plain: { role: auto, alias: false, memorySize: 128 }\n',
  });
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-C', project.folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args],
      { stdio: 'ignore' },
    );
  await project.write('.gitignore', '.lading\n');
  git('init');
  git('add', '.');
  git('commit', '-m', 'first');
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
  for (const turn of ['one', 'two', 'three']) {
    await project.write('bootstrap', `#!/bin/sh\necho ${turn} ${project.folder}\n`);
    const run = await lading('deploy', '--tag', turn);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    digests.push(document<DeployResult>(run).image.digest);
  }
});

afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

function lading(...args: string[]) {
  return runLading([...args, '--local', '--json'], { cwd: project.folder });
}

function aws(...args: string[]): Record<string, unknown> {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_PAGER: '' };
  const text = execFileSync(
    'aws',
    ['--endpoint-url', region.url, '--region', 'us-east-1', '--output', 'json', ...args],
    { env, encoding: 'utf8' },
  );
  return JSON.parse(text) as Record<string, unknown>;
}

/** What the alias names and the digest that it runs, as the AWS CLI tells them. */
function live(): unknown[] {
  const alias = aws('lambda', 'get-alias', '--function-name', 'back', '--name', 'live');
  const running = aws('lambda', 'get-function', '--function-name', 'back', '--qualifier', 'live');
  const { CodeSha256 } = running.Configuration as { CodeSha256: string };
  return [alias.FunctionVersion, `sha256:${CodeSha256}`];
}

async function mutations(): Promise<string[]> {
  return (await region.requests()).filter(({ mutating }) => mutating).map(({ operation }) => operation);
}

describe('history', () => {
  it('tells version, digest, tags, commit, caller and alias of every release, newest first', async () => {
    const run = await lading('history', 'back');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const { functions } = document<{ functions: { releases: Release[] }[] }>(run);
    const releases = functions[0]?.releases ?? [];
    expect(releases.map(({ version }) => version)).toEqual(['3', '2', '1']);
    expect(releases.map(({ digest }) => digest)).toEqual([...digests].reverse());
    expect(releases.map(({ tags }) => tags.includes('three'))).toEqual([true, false, false]);
    expect(releases[0]).toMatchObject({
      imagePresent: true,
      aliases: [{ name: 'live', weight: 1 }],
      git: expect.stringMatching(/^[0-9a-f]{12}\+dirty$/),
    });
    expect(releases[0]?.by).toBeTruthy();
    const text = await runLading(['history', 'back', '--local'], { cwd: project.folder });
    expect(text.stdout).toMatch(/VERSION +DIGEST/);
    expect(text.stdout).not.toContain(digests[0]);
    const long = await runLading(['history', 'back', '--long', '--local'], { cwd: project.folder });
    for (const digest of digests) expect(long.stdout).toContain(digest);
  });

  it('says so when the function does not exist', async () => {
    const run = await lading('history', 'nobody');
    expect(run.code).toBe(4);
    expect(document<{ error: { code: string } }>(run).error.code).toBe('FUNCTION_NOT_FOUND');
  });
});

describe('rollback of an alias', () => {
  it('goes to the previous release by moving the alias alone, and the AWS CLI agrees', async () => {
    await region.forgetRequests();
    const run = await lading('rollback', 'back');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(document<RollbackResult>(run)).toMatchObject({
      changed: true,
      functions: [
        {
          name: 'back',
          action: 'rolled back',
          method: 'alias',
          from: { version: '3' },
          to: { version: '2', digest: digests[1] },
        },
      ],
    });
    expect(await mutations()).toEqual(['UpdateAlias']);
    expect(live()).toEqual(['2', digests[1]]);
  });

  it('previous again goes no further, and says how to', async () => {
    await region.forgetRequests();
    const run = await lading('rollback', 'back');
    expect(document<RollbackResult>(run)).toMatchObject({
      changed: false,
      functions: [{ to: { version: '2' }, alreadyBack: { from: '3', further: '1' } }],
    });
    const text = await runLading(['rollback', 'back', '--local'], { cwd: project.folder });
    expect(text.stdout).toContain(
      'rolled back from version 3 before; further back: --to 1; forward again: --to 3',
    );
    expect(await mutations()).toEqual([]);
  });

  it('asks for nothing that it does not need', async () => {
    await region.forgetRequests();
    expect((await lading('rollback', 'back', '--to', '1')).code).toBe(0);
    const asked = (await region.requests()).map(({ operation }) => operation);
    expect(asked.slice(0, 3).sort()).toEqual(['GetFunction', 'ListAliases', 'ListVersionsByFunction']);
    expect(asked.slice(3)).toEqual(['GetFunction', 'DescribeImages', 'UpdateAlias']);
  });

  it.each([
    ['version', () => '1', '1'],
    ['digest', () => digests[1] ?? '', '2'],
    ['few digits of a digest', () => digests[0]?.slice(0, 19) ?? '', '1'],
    ['reference with a digest', () => `127.0.0.1/back@${digests[1]}`, '2'],
    ['tag', () => 'three', '3'],
  ])('takes a %s', async (_kind, to, version) => {
    const run = await lading('rollback', 'back', '--to', to());
    expect(run.code, run.stdout).toBe(0);
    expect(document<RollbackResult>(run).functions[0]?.to.version).toBe(version);
    expect(live()).toEqual([version, digests[Number(version) - 1]]);
  });

  it('changes nothing when it is there already, and with --plan', async () => {
    await region.forgetRequests();
    const there = await lading('rollback', 'back', '--to', '3');
    expect(document<RollbackResult>(there).changed).toBe(false);
    const plan = await lading('rollback', 'back', '--to', '1', '--plan');
    expect(document<{ changes: boolean }>(plan)).toMatchObject({
      changes: true,
      functions: [{ method: 'alias', to: { version: '1' } }],
    });
    expect(await mutations()).toEqual([]);
  });

  it('lists what there is when the target does not exist, and changes nothing', async () => {
    await region.forgetRequests();
    for (const to of ['99', 'no-such-tag', `sha256:${'0'.repeat(64)}`, 'sha256:00000000']) {
      const run = await lading('rollback', 'back', '--to', to);
      expect(run.code, run.stdout).toBe(4);
      const { error } = document<{ error: ErrorDocument }>(run);
      expect(error.code).toBe('NO_ROLLBACK_TARGET');
      expect(error.details.available).toMatchObject([{ version: '3' }, { version: '2' }, { version: '1' }]);
    }
    const run = await runLading(['rollback', 'back', '--to', '99', '--local'], { cwd: project.folder });
    expect(run.stderr).toContain('version 3 (sha256:');
    expect(await mutations()).toEqual([]);
  });
});

describe('rollback of $LATEST', () => {
  it('updates the code to the digest, publishes, and says what it did not take back', async () => {
    await project.write(
      'lading.yaml',
      'name: back\nfunctions:\n  plain: { role: auto, alias: false, memorySize: 256 }\n',
    );
    expect((await lading('deploy')).code).toBe(0);
    const run = await lading('rollback', 'plain', '--to', digests[0] ?? '');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const [result] = document<RollbackResult>(run).functions;
    expect(result).toMatchObject({
      method: 'code',
      alias: null,
      to: { digest: digests[0] },
      notRolledBack: ['memorySize'],
    });
    const found = aws('lambda', 'get-function', '--function-name', 'plain') as {
      Configuration: { CodeSha256: string; MemorySize: number };
    };
    expect(`sha256:${found.Configuration.CodeSha256}`).toBe(digests[0]);
    expect(found.Configuration.MemorySize).toBe(256);
  });

  it('takes the settings back too with --with-configuration', async () => {
    const run = await lading('rollback', 'plain', '--to', '2', '--with-configuration');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const found = aws('lambda', 'get-function', '--function-name', 'plain') as {
      Configuration: { CodeSha256: string; MemorySize: number };
    };
    expect(`sha256:${found.Configuration.CodeSha256}`).toBe(digests[1]);
    expect(found.Configuration.MemorySize).toBe(128);
  });
});

describe('kill -9 in the middle', () => {
  it('and the same command again end in the intended state, and once more changes nothing', async () => {
    expect((await lading('deploy')).code).toBe(0);
    await region.forgetRequests();
    const killed = await runLading(['rollback', 'plain', '--local', '--json'], {
      cwd: project.folder,
      onStart: (child) => {
        const timer = setInterval(async () => {
          if (!(await mutations()).includes('UpdateFunctionCode')) return;
          clearInterval(timer);
          child.kill('SIGKILL');
        }, 10);
      },
    });
    expect(killed.code).toBeNull();
    const run = await lading('rollback', 'plain');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const [result] = document<RollbackResult>(run).functions;
    expect(result?.to.digest).toBe(digests[1]);
    const found = aws('lambda', 'get-function', '--function-name', 'plain') as {
      Configuration: { CodeSha256: string; LastUpdateStatus: string };
    };
    expect(`sha256:${found.Configuration.CodeSha256}`).toBe(digests[1]);
    expect(found.Configuration.LastUpdateStatus).toBe('Successful');
    const history = await lading('history', 'plain');
    const { functions } = document<{ functions: { releases: Release[] }[] }>(history);
    const [newest, left] = functions[0]?.releases ?? [];
    expect(newest).toMatchObject({ version: result?.to.version, digest: digests[1], by: left?.by });
    expect(newest).toMatchObject({ rolledBackFrom: left?.version, tags: expect.arrayContaining(['two']) });
    const again = await lading('rollback', 'plain');
    expect(document<RollbackResult>(again)).toMatchObject({
      changed: false,
      functions: [{ alreadyBack: { from: left?.version } }],
    });
  });
});

describe('an alias described by somebody else', () => {
  it('keeps its description, with the memory behind it', async () => {
    aws(
      'lambda',
      'update-alias',
      '--function-name',
      'back',
      '--name',
      'live',
      '--description',
      'the one that counts',
    );
    for (const changed of [true, false]) {
      const run = await lading('rollback', 'back');
      expect(document<RollbackResult>(run).changed, run.stdout).toBe(changed);
    }
    expect(aws('lambda', 'get-alias', '--function-name', 'back', '--name', 'live')).toMatchObject({
      Description: 'the one that counts [lading: before this, version 3]',
      FunctionVersion: '2',
    });
  });
});

describe('an image that is gone', () => {
  it('refuses before anything is changed', async () => {
    aws('ecr', 'batch-delete-image', '--repository-name', 'back', '--image-ids', `imageDigest=${digests[0]}`);
    await region.forgetRequests();
    const run = await lading('rollback', 'back', '--to', '1');
    expect(run.code, run.stdout).toBe(4);
    const { error } = document<{ error: { code: string; message: string } }>(run);
    expect(error.code).toBe('NO_ROLLBACK_TARGET');
    expect(error.message).toContain('in repository back any more');
    expect(await mutations()).toEqual([]);
  });
});
