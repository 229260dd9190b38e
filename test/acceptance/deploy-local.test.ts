/** Issue 2: a deploy to the local region, seen from outside: exit codes, documents, and what the servers hold. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import { needing } from '../servers/needing.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

const { describe, it } = needing('aws');

let data: string;
let region: RegionProcess;
let project: Project;
let first: DeployResult;

const config = `name: hello
functions:
  hello:
    role: auto
    memorySize: 256
    timeout: 10
    imageConfig: { command: [one, two] }
    environment: { COLOUR: blue }
`;

function aws(...args: string[]): unknown {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_PAGER: '' };
  return JSON.parse(
    execFileSync(
      'aws',
      ['--endpoint-url', region.url, '--region', 'us-east-1', '--output', 'json', ...args],
      { env, encoding: 'utf8' },
    ),
  );
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'lading-region-'));
  project = await createProject({ 'lading.yaml': config });
  // The project's own data folder, so that --local finds the running region.
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
});

afterAll(async () => {
  await region?.stop();
  await project?.remove();
  await rm(data, { recursive: true, force: true });
});

describe('deploy --local --json, twice', () => {
  it('first changes everything and ends Active', async () => {
    const run = await runLading(['deploy', '--local', '--json'], { cwd: project.folder });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    first = document<DeployResult>(run);
    expect(first).toMatchObject({
      changed: true,
      repository: { uri: `${region.host}/hello`, action: 'created' },
      image: { architecture: 'x86_64', layers: { total: 3, pushed: 3 } },
      functions: [
        {
          name: 'hello',
          action: 'created',
          version: '1',
          alias: { name: 'live', version: '1' },
          state: 'Active',
          lastUpdateStatus: 'Successful',
        },
      ],
    });
    expect(first.image.uri).toBe(`${first.repository.uri}@${first.image.digest}`);
    expect(first.functions[0]?.codeSha256).toBe(first.image.digest.replace('sha256:', ''));
  });

  it('then changes nothing: no mutating request, same digest, exit 0', async () => {
    await region.forgetRequests();
    const run = await runLading(['deploy', '--local', '--json'], { cwd: project.folder });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const second = document<DeployResult>(run);
    expect(second).toMatchObject({
      changed: false,
      repository: { action: 'unchanged' },
      image: { digest: first.image.digest, layers: { pushed: 0 } },
    });
    expect(second.functions).toEqual([{ ...first.functions[0], action: 'unchanged' }]);
    const requests = await region.requests();
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.filter((request) => request.mutating)).toEqual([]);
  });
});

describe('what the servers hold', () => {
  it('agrees with the document: AWS CLI and docker pull', () => {
    const found = aws('lambda', 'get-function', '--function-name', 'hello') as {
      Configuration: Record<string, unknown>;
      Code: Record<string, unknown>;
    };
    expect(found.Configuration).toMatchObject({
      CodeSha256: first.functions[0]?.codeSha256,
      FunctionArn: first.functions[0]?.arn,
      PackageType: 'Image',
      State: 'Active',
      MemorySize: 256,
      Timeout: 10,
      Environment: { Variables: { COLOUR: 'blue' } },
      ImageConfigResponse: { ImageConfig: { Command: ['one', 'two'] } },
    });
    expect(found.Code).toMatchObject({
      ImageUri: first.image.uri,
      ResolvedImageUri: first.image.uri,
      RepositoryType: 'ECR',
    });
    const images = aws('ecr', 'describe-images', '--repository-name', 'hello') as {
      imageDetails: Record<string, unknown>[];
    };
    expect(images.imageDetails).toMatchObject([
      {
        imageDigest: first.image.digest,
        imageTags: [first.image.tag],
        imageSizeInBytes: first.image.compressedBytes,
      },
    ]);
    const alias = aws('lambda', 'get-alias', '--function-name', 'hello', '--name', 'live');
    expect(alias).toMatchObject({ FunctionVersion: '1' });
    const token = aws('ecr', 'get-authorization-token') as {
      authorizationData: { authorizationToken: string }[];
    };
    const [user, password] = Buffer.from(token.authorizationData[0]?.authorizationToken ?? '', 'base64')
      .toString()
      .split(':');
    execFileSync('docker', ['login', '--username', user ?? '', '--password-stdin', region.host], {
      input: password,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const pulled = execFileSync('docker', ['pull', first.image.uri], { encoding: 'utf8' });
    expect(pulled).toContain(`Digest: ${first.image.digest}`);
    execFileSync('docker', ['logout', region.host], { stdio: 'ignore' });
  });
});

describe('a changed handler', () => {
  it('sends only the changed layer and points the alias to version 2', async () => {
    await project.write('bootstrap', `#!/bin/sh\necho changed ${project.folder}\n`);
    const run = await runLading(['deploy', '--local', '--json', '--tag', 'v2'], { cwd: project.folder });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const result = document<DeployResult>(run);
    expect(result).toMatchObject({
      changed: true,
      repository: { action: 'unchanged' },
      image: { layers: { total: 3, pushed: 1 } },
      functions: [{ action: 'updated', version: '2', alias: { name: 'live', version: '2' } }],
    });
    expect(result.image.digest).not.toBe(first.image.digest);
    const tagged = aws(
      'ecr',
      'describe-images',
      '--repository-name',
      'hello',
      '--image-ids',
      'imageTag=v2',
    ) as { imageDetails: { imageDigest: string }[] };
    expect(tagged.imageDetails[0]?.imageDigest).toBe(result.image.digest);
  });

  it('only configuration: no push, no code update', async () => {
    await region.forgetRequests();
    await project.write('lading.yaml', config.replace('256', '512'));
    const run = await runLading(['deploy', '--local', '--json'], { cwd: project.folder });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const mutating = (await region.requests())
      .filter((request) => request.mutating)
      .map((request) => request.operation);
    expect(mutating).toEqual(['UpdateFunctionConfiguration', 'PublishVersion', 'UpdateAlias']);
  });
});

describe('plan', () => {
  it('names the difference, hides environment values, exits 6 with --exit-code and changes nothing', async () => {
    await project.write('lading.yaml', config.replace('256', '1024').replace('blue', 'secret-colour'));
    await region.forgetRequests();
    const run = await runLading(['plan', '--local', '--exit-code'], { cwd: project.folder });
    expect(run.code, run.stderr).toBe(6);
    expect(run.stdout).toContain('~ memorySize: 512 → 1024');
    expect(run.stdout).toContain('environment.COLOUR');
    expect(run.stdout + run.stderr).not.toContain('secret-colour');
    const json = await runLading(['deploy', '--plan', '--local', '--json'], { cwd: project.folder });
    expect(json.code).toBe(0);
    expect(document<{ changes: boolean }>(json).changes).toBe(true);
    expect(json.stdout).not.toContain('secret-colour');
    expect((await region.requests()).filter((request) => request.mutating)).toEqual([]);
  });
});

describe('build, push and status', () => {
  it('build prints the image id, push the pinned reference, status the states', async () => {
    const built = await runLading(['build'], { cwd: project.folder });
    expect(built.code, built.stderr).toBe(0);
    expect(built.stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
    const pushed = await runLading(['push', '--local'], { cwd: project.folder });
    expect(pushed.code, pushed.stderr).toBe(0);
    expect(pushed.stdout).toMatch(new RegExp(`^${region.host}/hello@sha256:[0-9a-f]{64}\n$`));
    const status = await runLading(['status', '--local', '--json'], { cwd: project.folder });
    expect(status.code, status.stderr).toBe(0);
    expect(document(status)).toMatchObject({
      functions: [
        {
          name: 'hello',
          state: 'Active',
          lastUpdateStatus: 'Successful',
          image: { present: true, drift: false },
          aliases: [{ name: 'live', version: '3' }],
        },
      ],
    });
  });
});
