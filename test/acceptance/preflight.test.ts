/** Issue 3, item 7: what can be known is said before anything is changed or pushed, and a deploy with nothing to do pays nothing for it. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ECRClient, PutLifecyclePolicyCommand, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLabel } from '../../src/adapters/docker/image-container.js';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PlanResult } from '../../src/pipeline/plan.js';
import { createProject, defaultDockerfile, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, type Run, runLading } from './run-lading.js';

let home: Project;
let region: RegionProcess;
let ecr: ECRClient;
const projects: Project[] = [];
/** Every image of these tests carries it, so that none stays. */
const mark = `dev.lading.test=${randomUUID()}`;
const dockerfile = `${defaultDockerfile}LABEL ${mark}\n`;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

beforeAll(async () => {
  home = await createProject();
  region = await startRegionProcess(join(home.folder, 'region'), ['--port', '0']);
  ecr = new ECRClient({ region: 'us-east-1', endpoint: region.url, credentials });
});

afterAll(async () => {
  ecr?.destroy();
  await region?.stop();
  const options = { encoding: 'utf8' } as const;
  const left = execFileSync('docker', ['images', '-q', '--no-trunc', '--filter', `label=${mark}`], options);
  const ids = [...new Set(left.split('\n').filter((id) => id !== ''))];
  if (ids.length > 0) execFileSync('docker', ['rmi', '-f', ...ids], { stdio: 'ignore' });
  await Promise.all([...projects, ...(home ? [home] : [])].map((project) => project.remove()));
});

async function project(name: string, settings: string, files: Record<string, string> = {}): Promise<Project> {
  const config = `name: ${name}\nfunctions:\n  ${name}: { role: auto, ${settings} }\n`;
  const made = await createProject({ 'lading.yaml': config, Dockerfile: dockerfile, ...files });
  projects.push(made);
  return made;
}

function lading(folder: string, ...args: string[]): Promise<Run> {
  const env = {
    AWS_ENDPOINT_URL: region.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  return runLading([...args, '--json'], { cwd: folder, env });
}

async function operations(only: 'all' | 'mutating'): Promise<string[]> {
  const requests = await region.requests();
  return requests.filter(({ mutating }) => mutating || only === 'all').map(({ operation }) => operation);
}

/** Containers that were made to look into this image since then. */
function looks(imageId: string, since: number): number {
  const filters = ['type=container', 'event=create', `label=${checkLabel}`, `image=${imageId}`];
  const flags = filters.flatMap((filter) => ['--filter', filter]);
  const times = ['--since', String(since), '--until', String(Math.ceil(Date.now() / 1000) + 1)];
  const events = execFileSync('docker', ['events', ...times, ...flags], { encoding: 'utf8' });
  return events.split('\n').filter((line) => line !== '').length;
}

describe('an image that Lambda could not start', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    [
      'missing-entry',
      { Dockerfile: dockerfile.replace('"/bin/busybox", "sh"', '"/bin/gone"') },
      /\/bin\/gone does not exist/,
    ],
    [
      'windows-script',
      {
        Dockerfile: `${dockerfile}COPY --chmod=755 run /run\nENTRYPOINT ["/run"]\n`,
        run: '#!/bin/busybox sh\r\n',
      },
      /carriage return/,
    ],
  ])('stops deploy, push and plan: %s', async (name, files, message) => {
    const { folder } = await project(name, 'timeout: 10', files);
    for (const command of ['deploy', 'push', 'plan']) {
      await region.forgetRequests();
      const run = await lading(folder, command);
      expect(run.code, run.stdout + run.stderr).toBe(4);
      expect(document(run)).toMatchObject({
        error: { code: 'IMAGE_UNSUITABLE', message: expect.stringMatching(message) },
      });
      expect(await operations('mutating')).toEqual([]);
    }
  });

  it('stops for a program that is for another processor than the image says', async () => {
    const { folder } = await project('mislabelled', 'timeout: 10, architecture: arm64');
    await region.forgetRequests();
    const run = await lading(folder, 'deploy');
    expect(run.code, run.stdout + run.stderr).toBe(4);
    expect(document(run)).toMatchObject({
      error: { code: 'ARCHITECTURE_MISMATCH', details: { findings: [{ id: 'C1' }] } },
    });
    expect(await operations('mutating')).toEqual([]);
  });
});

describe('warnings', () => {
  const shut = `${dockerfile}COPY --chmod=600 bootstrap /var/task/private\n`;

  it('are in the result and on stderr, and do not stop; once it is deployed nothing is looked at again', async () => {
    const { folder } = await project('warned', 'memorySize: 256', { Dockerfile: shut });
    const since = Math.floor(Date.now() / 1000);
    const first = await lading(folder, 'deploy');
    expect(first.code, first.stdout + first.stderr).toBe(0);
    const result = document<DeployResult>(first);
    expect(result.warnings.map(({ id }) => id)).toEqual(['C12', 'C24']);
    for (const { message, suggestions } of result.warnings) {
      expect(first.stderr).toContain(`warning: ${message}`);
      expect(suggestions).not.toEqual([]);
    }
    const built = document<{ image: { id: string }; warnings: unknown }>(await lading(folder, 'build'));
    expect(built.warnings).toEqual([]);
    expect(looks(built.image.id, since)).toBe(1);

    await region.forgetRequests();
    const again = await lading(folder, 'deploy');
    expect(document(again)).toMatchObject({ changed: false, warnings: [] });
    expect(looks(built.image.id, since)).toBe(1);
    expect(await operations('all')).not.toContain('GetLifecyclePolicy');
    expect(await operations('mutating')).toEqual([]);
  });

  it('tell of a lifecycle policy that would take images in use, in the plan too', async () => {
    const { folder, write } = await project('expiring', 'timeout: 10');
    expect((await lading(folder, 'deploy')).code).toBe(0);
    const rule = {
      rulePriority: 1,
      description: 'keep the newest',
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'expire' },
    };
    await ecr.send(
      new PutLifecyclePolicyCommand({
        repositoryName: 'expiring',
        lifecyclePolicyText: JSON.stringify({ rules: [rule] }),
      }),
    );
    await write('bootstrap', '#!/bin/sh\necho changed\n');
    await region.forgetRequests();
    const plan = await lading(folder, 'plan');
    expect(plan.code, plan.stdout + plan.stderr).toBe(0);
    expect(document<PlanResult>(plan).warnings).toEqual([
      {
        id: 'A16',
        message: expect.stringContaining(
          'deletes images in use: the image of expiring version 1 (live) (rule 1, "keep the newest")',
        ),
        suggestions: expect.arrayContaining([expect.stringContaining('lading prune')]),
      },
    ]);
    expect(await operations('mutating')).toEqual([]);
  });
});

describe('what only the account knows', () => {
  it('a Deny in the repository policy stops before the push', async () => {
    const { folder, write } = await project('denied', 'timeout: 10');
    expect((await lading(folder, 'deploy')).code).toBe(0);
    const deny = {
      Sid: 'NoLambda',
      Effect: 'Deny',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    };
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: 'denied', policyText }));
    await write('bootstrap', '#!/bin/sh\necho changed\n');
    await region.forgetRequests();
    const run = await lading(folder, 'deploy');
    expect(run.code).toBe(4);
    expect(document(run)).toMatchObject({
      error: { code: 'ACCESS_DENIED', message: expect.stringContaining('Deny') },
    });
    expect(await operations('mutating')).toEqual([]);
  });

  it('merged variables of more than 4 KB stop before anything is sent, and no value is shown', async () => {
    const value = 'v'.repeat(2_500);
    const { folder, write } = await project('merged', `timeout: 10, environment: { ONE: ${value} }`);
    expect((await lading(folder, 'deploy')).code).toBe(0);
    await write(
      'lading.yaml',
      `name: merged\nfunctions:\n  merged: { role: auto, timeout: 10, environmentMode: merge, environment: { TWO: ${value} } }\n`,
    );
    await region.forgetRequests();
    const run = await lading(folder, 'deploy');
    expect(run.code, run.stdout).toBe(2);
    expect(document(run)).toMatchObject({
      error: { code: 'CONFIG_INVALID', message: expect.stringMatching(/merged would have 5\d\d\d bytes/) },
    });
    expect(run.stdout + run.stderr).not.toContain(value);
    expect(await operations('mutating')).toEqual([]);
  });
});
