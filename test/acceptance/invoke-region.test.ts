/** Issue 5, part 4: deploy to a running local region, then anybody's client truly runs the container; and nothing stays behind. */

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsCli, awsCli } from '../servers/aws-cli.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { runLading } from './run-lading.js';

const run = promisify(execFile);
const docker = new Docker();
let project: Project;
let region: RegionProcess;
let aws: AwsCli;

const dockerfile = `FROM scratch
COPY busybox /bin/busybox
COPY busybox /bin/sh
COPY bootstrap /var/task/bootstrap
WORKDIR /var/task
ENTRYPOINT ["/bin/busybox", "sh", "/var/task/bootstrap"]
CMD ["echo"]
`;
const configuration = `name: heard
functions:
  heard: { role: auto, timeout: 20, alias: live, functionUrl: { authType: NONE } }
  failing: { role: auto, timeout: 20, imageConfig: { command: [fail] } }
`;

beforeAll(async () => {
  const bootstrap = await readFile(new URL('../images/shell-runtime/bootstrap', import.meta.url), 'utf8');
  project = await createProject({ Dockerfile: dockerfile, bootstrap, 'lading.yaml': configuration });
  await writeFile(join(project.folder, '.dockerignore'), '.lading\n');
  await start();
  const deployed = await runLading(['deploy', '--local', '--json'], { cwd: project.folder });
  expect(deployed.code, deployed.stdout + deployed.stderr).toBe(0);
});
afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

async function start(env: Record<string, string> = {}): Promise<void> {
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), [], env);
  aws = awsCli(region.url, 'us-east-1');
}

/** What `aws lambda invoke` prints, and what it writes to its file. */
async function invoke(event: unknown, ...more: string[]) {
  const [input, output] = ['event.json', 'answer.json'].map((name) => join(project.folder, name)) as [
    string,
    string,
  ];
  await writeFile(input, JSON.stringify(event));
  const printed = await aws('lambda', 'invoke', '--payload', `fileb://${input}`, ...more, output);
  return { printed, answer: await readFile(output, 'utf8') };
}

/** Containers and networks of a process, by the label that names it. */
async function leftBy({ child }: RegionProcess): Promise<string[]> {
  const filters = { label: ['lading.sandbox'] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  return [...containers, ...networks]
    .filter(({ Labels }) => Labels?.['lading.sandbox']?.startsWith(`${child.pid}:`))
    .map(({ Id }) => Id);
}

describe('aws lambda invoke', () => {
  it('runs the container and prints what it answers', async () => {
    const { printed, answer } = await invoke(
      { a: [1, 'ü'] },
      '--function-name',
      'heard',
      '--log-type',
      'Tail',
    );
    expect(answer).toBe('{"a":[1,"ü"]}');
    expect(printed).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    const log = Buffer.from(String(printed.LogResult), 'base64').toString();
    expect(log).toMatch(
      /^START RequestId: \S+ Version: \$LATEST\n[\s\S]*^REPORT RequestId: .*Init Duration/m,
    );
  });

  it('runs the version behind an alias', async () => {
    const { printed, answer } = await invoke({ b: 2 }, '--function-name', 'heard:live');
    expect([answer, printed.ExecutedVersion]).toEqual(['{"b":2}', '1']);
  });

  it('tells a failing function', async () => {
    const { printed, answer } = await invoke({}, '--function-name', 'failing');
    expect(printed).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(answer)).toMatchObject({ errorMessage: 'the event is odd' });
  });

  it('checks alone, or does not wait', async () => {
    const dry = await invoke({}, '--function-name', 'heard', '--invocation-type', 'DryRun');
    expect(dry.printed).toMatchObject({ StatusCode: 204 });
    const later = await invoke({ later: 1 }, '--function-name', 'heard', '--invocation-type', 'Event');
    expect(later.printed).toMatchObject({ StatusCode: 202 });
    expect(later.answer).toBe('');
  });

  it('is found in the log of the function', async () => {
    const { events } = (await aws(
      'logs',
      'filter-log-events',
      '--log-group-name',
      '/aws/lambda/failing',
      '--filter-pattern',
      'REPORT',
    )) as { events: { message: string }[] };
    expect(events.length).toBeGreaterThan(0);
  });
});

it('a function URL answers curl', async () => {
  const { FunctionUrl } = await aws(
    'lambda',
    'get-function-url-config',
    '--function-name',
    'heard',
    '--qualifier',
    'live',
  );
  const { host } = new URL(String(FunctionUrl));
  const arguments_ = ['-sS', '-i', '-H', `Host: ${host}`, '-H', 'content-type: text/plain', '-d', 'hi'];
  const { stdout } = await run('curl', [...arguments_, `${region.url}/some/path?x=1`]);
  const [head = '', body = ''] = stdout.split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(JSON.parse(body)).toMatchObject({ rawPath: '/some/path', rawQueryString: 'x=1', body: 'hi' });
});

describe('containers and networks', () => {
  it('are gone after Ctrl-C', async () => {
    expect((await leftBy(region)).length).toBeGreaterThan(1);
    const stopped = region;
    await stopped.stop();
    expect(stopped.child.exitCode).toBe(0);
    expect(await leftBy(stopped)).toEqual([]);
  });

  it('are removed by the next start after kill -9', async () => {
    await start();
    await invoke({}, '--function-name', 'heard');
    const killed = region;
    await killed.kill();
    expect((await leftBy(killed)).length).toBeGreaterThan(0);
    await start();
    await expect.poll(() => leftBy(killed), { timeout: 15_000 }).toEqual([]);
    expect((await invoke({ again: true }, '--function-name', 'heard')).answer).toBe('{"again":true}');
  });
});

it('without an engine, says so and why', async () => {
  await region.stop();
  await start({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' });
  const failure = await invoke({}, '--function-name', 'heard').catch(String);
  expect(failure).toMatch(
    /LocalRegionException.*This local region could not run heard\..*unix:\/\/\/nonexistent\/docker\.sock/s,
  );
});
