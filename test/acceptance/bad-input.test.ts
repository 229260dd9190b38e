/** Issue 2: bad input gets its code and exit code, in text and in JSON, and changes nothing. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProject, defaultDockerfile, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, runLading } from './run-lading.js';

let region: RegionProcess;
let home: Project;
const projects: Project[] = [];

beforeAll(async () => {
  home = await createProject();
  region = await startRegionProcess(join(home.folder, 'region'), ['--port', '0']);
});

afterAll(async () => {
  await region?.stop();
  await Promise.all([...projects, ...(home ? [home] : [])].map((project) => project.remove()));
});

async function project(files: Record<string, string>): Promise<Project> {
  const made = await createProject(files);
  projects.push(made);
  return made;
}

function environment(extra: Record<string, string> = {}): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: region.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...extra,
  };
}

interface Expectation {
  readonly code: string;
  readonly exit: number;
  readonly text: RegExp;
  readonly env?: Record<string, string>;
}

/** Runs in both faces and asserts that no request changed anything. */
async function refuses(
  folder: string,
  args: string[],
  { code, exit, text, env }: Expectation,
): Promise<void> {
  await region.forgetRequests();
  const json = await runLading([...args, '--json'], { cwd: folder, env: environment(env) });
  expect(json.code, json.stdout + json.stderr).toBe(exit);
  const { error } = document<{
    error: { code: string; message: string; suggestions: string[]; ref: string };
  }>(json);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(text);
  expect(error.ref).toBe(`docs/errors.md#${code.toLowerCase()}`);
  const plain = await runLading(args, { cwd: folder, env: environment(env) });
  expect(plain.code).toBe(exit);
  expect(plain.stdout).toBe('');
  expect(plain.stderr).toContain(`Error ${code}: `);
  expect(plain.stderr.match(/Error /g), plain.stderr).toHaveLength(1);
  const mutating = (await region.requests()).filter((request) => request.mutating);
  expect(mutating).toEqual([]);
}

const flagsOnly = ['deploy', '--function', 'bad-input', '--role', 'auto'];

it('no Dockerfile', async () => {
  const { folder } = await project({});
  await refuses(folder, [...flagsOnly, '--dockerfile', 'Missing'], {
    code: 'DOCKERFILE_NOT_FOUND',
    exit: 2,
    text: /Missing/,
  });
});

it('a failing RUN shows the tail of its output', async () => {
  const { folder } = await project({
    Dockerfile: `${defaultDockerfile}RUN ["/bin/busybox", "sh", "-c", "echo the reason; exit 3"]\n`,
  });
  await refuses(folder, flagsOnly, { code: 'BUILD_FAILED', exit: 4, text: /the reason/ });
});

it('the engine does not answer', async () => {
  const { folder } = await project({});
  await refuses(folder, flagsOnly, {
    code: 'ENGINE_UNREACHABLE',
    exit: 3,
    text: /nowhere\.sock/,
    env: { DOCKER_HOST: 'unix:///nowhere.sock' },
  });
});

it('an unknown configuration key names file, line, path and what is allowed', async () => {
  const { folder } = await project({
    'lading.yaml': 'name: x\nfunctions:\n  a:\n    role: auto\n    memroySize: 1\n',
  });
  await refuses(folder, ['deploy'], {
    code: 'CONFIG_INVALID',
    exit: 2,
    text: /lading\.yaml.*5.*functions\.a\.memroySize.*memorySize/s,
  });
});

it('an existing Zip function of the name', async () => {
  const { folder } = await project({});
  const { LambdaClient, CreateFunctionCommand } = await import('@aws-sdk/client-lambda');
  const { IAMClient, CreateRoleCommand } = await import('@aws-sdk/client-iam');
  const place = {
    region: 'us-east-1',
    endpoint: region.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const role = await new IAMClient(place).send(
    new CreateRoleCommand({ RoleName: 'zip-role', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await new LambdaClient(place).send(
    new CreateFunctionCommand({
      FunctionName: 'zipped',
      Role: role.Role?.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
    }),
  );
  await refuses(folder, ['deploy', '--function', 'zipped', '--role', 'auto'], {
    code: 'PACKAGE_TYPE_ZIP',
    exit: 4,
    text: /zipped.*Zip/,
  });
});

it('an arm64 function with an amd64 image', async () => {
  const { folder } = await project({});
  const name = `bad-input-${process.pid}:amd64`;
  execFileSync('docker', ['build', '-q', '-t', name, folder], {
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    stdio: 'ignore',
  });
  try {
    await refuses(folder, [...flagsOnly, '--architecture', 'arm64', '--image', name], {
      code: 'ARCHITECTURE_MISMATCH',
      exit: 4,
      text: /amd64.*arm64/s,
    });
  } finally {
    execFileSync('docker', ['rmi', '-f', name], { stdio: 'ignore' });
  }
});

it('an immutable tag naming another digest', async () => {
  const { folder, write } = await project({
    'lading.yaml':
      'name: immutable-tags\nrepository: { name: immutable-tags, tagMutability: immutable }\nfunctions: { immutable-tags: { role: auto } }\n',
  });
  const first = await runLading(['push', '--tag', 'v1'], { cwd: folder, env: environment() });
  expect(first.code, first.stderr).toBe(0);
  const again = await runLading(['push', '--tag', 'v1'], { cwd: folder, env: environment() });
  expect(again.code, again.stderr).toBe(0);
  expect(again.stdout).toBe(first.stdout);
  await write('bootstrap', '#!/bin/sh\necho something else\n');
  await refuses(folder, ['deploy', '--tag', 'v1'], { code: 'TAG_IMMUTABLE', exit: 4, text: /v1/ });
});
