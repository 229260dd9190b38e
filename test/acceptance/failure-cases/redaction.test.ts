/** Every secret that a run knows, echoed on every path that an error can take: no output and no file holds any of them. */

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeEngine, streaming } from '../../servers/fake-engine.js';
import { startEngineWith } from '../../servers/pretended-image.js';
import { openScene, type Scene } from './scene.js';

const secrets: Record<string, string> = {
  'AWS access key id': 'AKIAREDACTIONTEST001',
  'AWS secret access key': 'w3/ery+secretAccessKeyOfTheTest0000000000',
  'AWS session token': `FwoGZXIvYXdzEBYaDsession/token+of/the+test${'0'.repeat(40)}==`,
  'environment value': 'environment "value" of\\the test',
  'flag value': 'value-given-by-a-flag',
  'build argument': 'npm_buildArgumentOfTheTest',
  'registry password': 'p4ssw0rd:of/the=registry',
};

let scene: Scene;
let engine: FakeEngine;
let runs = 0;
/** Whatever the tool may write besides the project: home and temporary files. */
let elsewhere = '';
let token: { authorizationToken: string; proxyEndpoint: string };

beforeAll(async () => {
  scene = await openScene();
  elsewhere = await mkdtemp(join(tmpdir(), 'lading-redaction-'));
  const { authorizationData } = await scene.region.ecr.send(new GetAuthorizationTokenCommand());
  const { authorizationToken = '', proxyEndpoint = '' } = authorizationData?.[0] ?? {};
  token = { authorizationToken, proxyEndpoint };
  secrets['ECR token'] = authorizationToken;
  secrets['ECR password'] = Buffer.from(authorizationToken, 'base64').toString().slice('AWS:'.length);
  const auth = Buffer.from(`user:${secrets['registry password']}`).toString('base64');
  await mkdir(join(elsewhere, '.docker'));
  await writeFile(
    join(elsewhere, '.docker/config.json'),
    JSON.stringify({ auths: { 'base.example': { auth } } }),
  );
  await scene.project.write('Dockerfile', 'FROM base.example/base:1\nARG NPM_TOKEN\n');
  const built = echo(atBuild);
  const said = `${JSON.stringify({ stream: `Step 1/1 : RUN ${built}\n` })}\n`;
  engine = await startEngineWith(
    {},
    scene.repository,
    streaming([`${JSON.stringify({ error: `denied: ${echo(late)}` })}\n`]),
    { 'POST /build': streaming([said, `${JSON.stringify({ error: built })}\n`]) },
  );
});

afterAll(async () => {
  await engine?.close();
  await scene?.close();
  await rm(elsewhere, { recursive: true, force: true });
});

const environmentValue = (): string => JSON.stringify(secrets['environment value']);

/** Of a function that no other run has. */
function config(value: string): string {
  runs += 1;
  return `name: redaction
repository: { name: app }
image: { args: { NPM_TOKEN: "${secrets['build argument']}" } }
functions:
  redaction-${runs}: { role: "${scene.role}", environment: { API_KEY: ${value} } }
`;
}

type Known = (secret: string) => boolean;
/** What nothing can repeat before it was asked for, or read. */
const early: Known = (name) => !/^(?:ECR|registry)/.test(name);
const late: Known = (name) => !name.startsWith('registry');
const atBuild: Known = (name) => /^(?:environment|build|registry)/.test(name);

/** The secrets that a run knows by then, each in the spellings in which remote texts repeat what they were sent. */
function echo(known: Known): string {
  const told = Object.entries(secrets).filter(([name]) => known(name));
  const all = told.flatMap(([, secret]) => [
    secret,
    JSON.stringify({ value: secret }),
    encodeURIComponent(secret),
    Buffer.from(`AWS:${secret}`).toString('base64'),
  ]);
  return `you sent ${all.join(' and ')}`;
}

const image = () => ['--image', `${scene.repository}:v1`];
const flag = ['--env', `BY_FLAG=${secrets['flag value']}`];
const deploy = (): string[] => ['deploy', ...image(), ...flag];
const refusal = (known: Known, code = 'InvalidParameterValueException', status = 400) => ({
  error: { code, message: echo(known), status },
});
const state = (members: object) => ({ answer: { Configuration: members }, after: 2, times: 50 });

/** Sets the scene and gives the arguments. */
const paths: Record<string, () => readonly string[] | Promise<readonly string[]>> = {
  ...Object.fromEntries(
    (
      [
        ['sts', 'GetCallerIdentity', early],
        ['ecr', 'DescribeRepositories', early],
        ['ecr', 'GetRepositoryPolicy', early],
        ['lambda', 'GetFunction', early],
        ['lambda', 'CreateFunction', late],
        ['lambda', 'PublishVersion', late],
        ['lambda', 'CreateAlias', late],
        ['registry', 'GET manifest', late],
        ['registry', 'GET blob', late],
      ] as const
    ).map(([service, operation, known]) => [
      `${operation} is refused`,
      () => {
        scene.fault({ service, operation, times: 50, ...refusal(known) });
        return deploy();
      },
    ]),
  ),
  'permission is denied': () => {
    scene.fault({ operation: 'CreateFunction', times: 50, ...refusal(late, 'AccessDeniedException', 403) });
    return deploy();
  },
  'the signature is wrong': () => {
    scene.fault({ service: 'sts', times: 50, ...refusal(early, 'SignatureDoesNotMatch', 403) });
    return deploy();
  },
  'a proxy answers with a page': () => {
    scene.fault({ operation: 'GetAuthorizationToken', times: 50, html: `<html>${echo(early)}</html>` });
    return deploy();
  },
  'a tag is refused': () => {
    scene.fault({ operation: 'PUT manifest', times: 50, ...refusal(late, 'DENIED', 403) });
    return [...deploy(), '--tag', 'other'];
  },
  'a state has a reason': () => {
    const reason = { State: 'Failed', StateReason: echo(late), StateReasonCode: 'InvalidImage' };
    scene.fault({ operation: 'GetFunction', ...state(reason) });
    return deploy();
  },
  'a state is unknown': () => {
    scene.fault({ operation: 'GetFunction', ...state({ State: echo(late) }) });
    return [...deploy(), '--wait-timeout', '1s'];
  },
  'the build fails': () => ['build'],
  'the push fails': () => ['deploy', '--image', 'local:1', ...flag],
  'the environment has the wrong type': async () => {
    await scene.project.write('wrong.yaml', config(`[${environmentValue()}]`));
    return ['deploy', '--config', 'wrong.yaml', ...image()];
  },
  'the environment is too large': async () => {
    const long = JSON.stringify(`${secrets['environment value']}${'x'.repeat(5000)}`);
    await scene.project.write('large.yaml', config(long));
    return ['deploy', '--config', 'large.yaml', ...image()];
  },
  'a flag is wrong': () => ['deploy', '--env', secrets['flag value'] ?? ''],
  'only a plan is made': () => ['plan', ...image(), ...flag],
  'nothing fails': deploy,
};

it.each(Object.keys(paths))('%s', async (name) => {
  const env = {
    AWS_ACCESS_KEY_ID: secrets['AWS access key id'] ?? '',
    AWS_SECRET_ACCESS_KEY: secrets['AWS secret access key'] ?? '',
    AWS_SESSION_TOKEN: secrets['AWS session token'] ?? '',
    DOCKER_HOST: engine.host,
    HOME: elsewhere,
    TMPDIR: elsewhere,
    DEBUG: '',
  };
  for (const face of ['--json', '--verbose']) {
    scene.region.faults.clear();
    await scene.project.write('lading.yaml', config(environmentValue()));
    const args = (await paths[name]?.()) ?? [];
    scene.fault({ operation: 'GetAuthorizationToken', times: 50, answer: { authorizationData: [token] } });
    const run = await scene.lading([...args, face], env);
    if (!/plan|nothing/.test(name)) expect(run.code, run.stdout + run.stderr).not.toBe(0);
    expect(run.stdout + run.stderr).not.toBe('');
    expect(leaks(run.stdout + run.stderr), run.stdout + run.stderr).toEqual([]);
  }
  scene.region.faults.clear();
});

it('no file holds any of them', async () => {
  const ours = new Set(['lading.yaml', 'wrong.yaml', 'large.yaml', 'config.json']);
  const found: string[] = [];
  for (const folder of [scene.project.folder, elsewhere]) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || ours.has(entry.name)) continue;
      const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
      found.push(...leaks(text).map((secret) => `${secret} in ${entry.name}`));
    }
  }
  expect(found).toEqual([]);
});

/** Names of the secrets that a reader of the text could make out. */
function leaks(text: string): string[] {
  const decoded = text
    .split(/[^A-Za-z0-9+/_=-]+/)
    .filter((part) => part.length >= 8)
    .flatMap((part) => [0, 1, 2, 3].map((offset) => Buffer.from(part.slice(offset), 'base64').toString()))
    .join('\n');
  const readable = `${text}\n${decoded}\n${unescaped(text)}`;
  return Object.entries(secrets)
    .filter(([, secret]) => readable.includes(secret) || readable.includes(encodeURIComponent(secret)))
    .map(([name]) => name);
}

function unescaped(text: string): string {
  return text.replaceAll('\\\\', '\\').replaceAll('\\"', '"').replaceAll('\\\\', '\\').replaceAll('\\"', '"');
}
