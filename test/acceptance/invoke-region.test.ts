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
  failing: { role: auto, timeout: 20, imageConfig: { command: [fail] }, logging: { logGroup: /shared/heard } }
  structured: { role: auto, timeout: 20, logging: { logFormat: JSON, logGroup: /shared/heard } }
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

async function start(env: Record<string, string> = {}, flags: readonly string[] = []): Promise<void> {
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), flags, env);
  aws = awsCli(region.url, 'us-east-1');
}

interface Events {
  readonly events: readonly { readonly message: string }[];
}

const named = (name: string): string[] => ['--function-name', name];
const reserved = (events: number): string[] => ['--reserved-concurrent-executions', String(events)];

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

  it('is told what Lambda does not take', async () => {
    const event = 'x'.repeat(1024 * 1024);
    await expect(invoke(event, '--function-name', 'heard', '--invocation-type', 'Event')).rejects.toThrow(
      /RequestEntityTooLargeException.*1048578 byte payload is too large for the Event invocation type/,
    );
    await aws('lambda', 'put-function-concurrency', ...named('failing'), ...reserved(0));
    await expect(invoke({}, ...named('failing'))).rejects.toThrow(
      /TooManyRequestsException.*Rate Exceeded\./,
    );
    await aws('lambda', 'delete-function-concurrency', ...named('failing'));
    await expect(invoke({}, ...named('missing'))).rejects.toThrow(
      /ResourceNotFoundException.*Function not found: arn:aws:lambda:\S+:function:missing:\$LATEST/,
    );
  });
});

describe('aws logs', () => {
  const shared = ['--log-group-name', '/shared/heard'];

  it('finds each function in streams of its own', async () => {
    await invoke({}, ...named('structured'));
    await invoke({}, ...named('failing'));
    const { logStreams } = (await aws('logs', 'describe-log-streams', ...shared)) as {
      logStreams: { logStreamName: string }[];
    };
    const names = logStreams.map(({ logStreamName }) => logStreamName);
    expect(names.map((name) => name.replace(/^[\d/]+|[0-9a-f]{32}$/g, '')).sort()).toEqual([
      'failing[$LATEST]',
      'structured[$LATEST]',
    ]);
    const stream = names.find((name) => name.includes('failing')) ?? '';
    const { events } = (await aws(
      'logs',
      'get-log-events',
      ...shared,
      '--log-stream-name',
      stream,
    )) as unknown as Events;
    const words = events.map(({ message }) => message.split(' ')[0]);
    expect(words.slice(0, 3)).toEqual(['START', 'END', 'REPORT']);
  });

  it('finds what matches, also in the JSON format', async () => {
    const pattern = ['--filter-pattern', '{ $.record.status = "success" }'];
    const { events } = (await aws('logs', 'filter-log-events', ...shared, ...pattern)) as unknown as Events;
    expect(events.map(({ message }) => JSON.parse(message) as object)).toMatchObject([
      { type: 'platform.report', record: { metrics: { memorySizeMB: 128 } } },
    ]);
    await expect(aws('logs', 'filter-log-events', '--log-group-name', '/nobody')).rejects.toThrow(
      /ResourceNotFoundException.*The specified log group does not exist/,
    );
  });

  it('and lading logs mixes no functions that share a group', async () => {
    const run = await runLading(['logs', 'failing', '--local', '--json'], { cwd: project.folder });
    const streams = run.stdout.match(/"(?:logStream|stream)":\s*"[^"]+"/g) ?? [];
    expect(streams.length, run.stdout).toBeGreaterThan(0);
    expect(streams.filter((stream) => !stream.includes('/failing['))).toEqual([]);
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

it('a function that nobody used for long refuses the first event; lading invoke waits for it', async () => {
  await region.stop();
  await start({}, ['--idle-after', '2s']);
  const state = async (name: string) =>
    (await aws('lambda', 'get-function-configuration', ...named(name))).State;
  // Only from the first look on does a version count, which does not tell when it was published.
  expect(await state('heard:live')).toBe('Active');
  await expect(invoke({}, ...named('failing'))).rejects.toThrow(
    /CodeArtifactUserPendingException.*Lambda is initializing your function\. It will be ready to invoke shortly\./,
  );
  await expect.poll(() => state('heard:live'), { timeout: 30_000 }).toBe('Inactive');
  const waited = await runLading(['invoke', 'heard', '{"late":1}', '--local'], { cwd: project.folder });
  expect(waited.stdout, waited.stderr).toBe('{"late":1}\n');
  expect(waited.stderr).toContain('Waiting: ');
});

it('without an engine, says so and why', async () => {
  await region.stop();
  await start({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' });
  const failure = await invoke({}, '--function-name', 'heard').catch(String);
  expect(failure).toMatch(
    /LocalRegionException.*This local region could not run heard\..*unix:\/\/\/nonexistent\/docker\.sock/s,
  );
});
