/** Finding the engine that answers: order, stale sockets, contexts, silence and what the error says. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { socketPaths } from '../../../src/adapters/docker/candidate-endpoints.js';
import { connectEngine, connectToFirst } from '../../../src/adapters/docker/connect-engine.js';
import { parseEndpoint } from '../../../src/adapters/docker/engine-endpoint.js';
import type { AppError } from '../../../src/errors/app-error.js';

let home: string;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'lading-home-'));
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await rm(home, { recursive: true, force: true });
});

/** Answers ping and version as an engine does. */
async function engineAt(path: string, version: string): Promise<Server> {
  await mkdir(dirname(path), { recursive: true });
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url?.startsWith('/_ping')) response.end('OK');
    else if (request.url === '/version')
      response.end(JSON.stringify({ Version: version, ApiVersion: '1.41', Os: 'linux', Arch: 'amd64' }));
    else response.end('{}');
  });
  server.listen(path);
  await once(server, 'listening');
  closers.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return server;
}

/** A socket file that nobody listens at any more, as an engine leaves it that was killed. */
function staleSocketAt(path: string): void {
  const program = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', program], { stdio: 'ignore' });
}

async function contextNamed(name: string, host: string): Promise<void> {
  const folder = join(home, '.docker/contexts/meta', createHash('sha256').update(name).digest('hex'));
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  );
}

async function failure(env: Record<string, string>, probeTimeout = 2_000): Promise<AppError> {
  return connectEngine({ env, homeFolder: home, probeTimeout }).then(
    () => Promise.reject(new Error('an engine was found')),
    (error: AppError) => error,
  );
}

test('DOCKER_HOST wins over the selected context', async () => {
  await engineAt(join(home, 'a.sock'), '1.0.0-host');
  await engineAt(join(home, 'b.sock'), '2.0.0-context');
  await contextNamed('other', `unix://${home}/b.sock`);
  const engine = await connectEngine({
    env: { DOCKER_HOST: `unix://${home}/a.sock`, DOCKER_CONTEXT: 'other' },
    homeFolder: home,
  });
  expect(await engine.describe()).toMatchObject({
    version: '1.0.0-host',
    endpoint: `unix://${home}/a.sock`,
    buildKit: true,
  });
});

test('the current context of config.json is used, and DOCKER_CONTEXT overrides it', async () => {
  await engineAt(join(home, 'a.sock'), '1.0.0-a');
  await engineAt(join(home, 'b.sock'), '1.0.0-b');
  await contextNamed('first', `unix://${home}/a.sock`);
  await contextNamed('second', `unix://${home}/b.sock`);
  await writeFile(join(home, '.docker/config.json'), JSON.stringify({ currentContext: 'first' }));
  const current = await connectEngine({ env: {}, homeFolder: home });
  expect((await current.describe()).version).toBe('1.0.0-a');
  const named = await connectEngine({ env: { DOCKER_CONTEXT: 'second' }, homeFolder: home });
  expect((await named.describe()).version).toBe('1.0.0-b');
});

test('a stale socket does not win over a live one behind it', async () => {
  staleSocketAt(join(home, 'stale.sock'));
  await engineAt(join(home, 'live.sock'), '1.0.0-live');
  const [missing, stale, live] = ['missing', 'stale', 'live'].map((name) =>
    parseEndpoint(`unix://${home}/${name}.sock`, 'default socket'),
  );
  if (!missing || !stale || !live) throw new Error('unreachable');
  const engine = await connectToFirst([missing, stale, live], { env: {}, homeFolder: home });
  expect((await engine.describe()).endpoint).toBe(live.url);
  const none = await connectToFirst([missing, stale], { env: {}, homeFolder: home }).catch(
    (error: AppError) => error,
  );
  // The missing one says nothing that helps when another one is there.
  expect(none).toMatchObject({
    code: 'ENGINE_UNREACHABLE',
    message: `No container engine answers. Tried:\n  ${stale.url} (default socket): connection refused: nothing listens there`,
  });
});

test('sockets are looked at in the order in which people would expect them', () => {
  const on = (platform: string) => socketPaths({ env: {}, homeFolder: '/home/me' }, platform, 1000);
  expect(on('linux').slice(0, 3)).toEqual([
    '/var/run/docker.sock',
    '/home/me/.docker/run/docker.sock',
    '/run/user/1000/docker.sock',
  ]);
  expect(on('linux')).toContain('/run/user/1000/podman/podman.sock');
  expect(on('darwin')).toContain('/home/me/.colima/default/docker.sock');
  expect(on('win32')).toEqual(['//./pipe/docker_engine']);
});

test('an unknown context is named, with the folder that was searched', async () => {
  const error = await failure({ DOCKER_CONTEXT: 'gone' });
  expect(error.code).toBe('ENGINE_UNREACHABLE');
  expect(error.exitCode).toBe(3);
  expect(error.message).toContain('"gone"');
  expect(error.message).toContain(join(home, '.docker/contexts'));
});

test('a configuration file that is not JSON is as good as none', async () => {
  await mkdir(join(home, '.docker'));
  await writeFile(join(home, '.docker/config.json'), '{ currentContext: ');
  const error = await failure({ DOCKER_HOST: `unix://${home}/none.sock` });
  expect(error.message).toContain('no such socket');
});

test('an engine that accepts and never answers ends after the time allowed', async () => {
  const path = join(home, 'hung.sock');
  const server = createSocketServer((socket) => socket.resume()).listen(path);
  await once(server, 'listening');
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const error = await failure({ DOCKER_HOST: `unix://${path}` }, 300);
  expect(error.message).toContain(`unix://${path} (DOCKER_HOST): no answer within 0.3 s`);
  expect(error.suggestions.join('\n')).toContain('unset DOCKER_HOST');
});

test('an answer that is no success is shown with its status', async () => {
  const server = createServer((_request, response) =>
    response.writeHead(503).end('{"message":"starting up"}'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as { port: number };
  const error = await failure({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
  expect(error.message).toContain(`tcp://127.0.0.1:${port} (DOCKER_HOST): HTTP 503: starting up`);
});

test('a tcp port that nobody listens at', async () => {
  const error = await failure({ DOCKER_HOST: 'tcp://127.0.0.1:1' });
  expect(error.message).toContain('connection refused');
  expect(error.details).toEqual({
    tried: [
      {
        endpoint: 'tcp://127.0.0.1:1',
        source: 'DOCKER_HOST',
        problem: 'connection refused: nothing listens there',
      },
    ],
  });
});

test('over ssh the engine is reached through the ssh program, and its complaint is shown', async () => {
  await engineAt(join(home, 'remote.sock'), '1.0.0-ssh');
  const ssh = join(home, 'ssh');
  await writeFile(
    ssh,
    `#!${process.execPath}
const args = process.argv.slice(2);
if (args.includes('bad.example.com')) { console.error('Host key verification failed.'); process.exit(255); }
if (args.slice(-4).join(' ') !== 'build.example.com docker system dial-stdio' || args[args.indexOf('-l') + 1] !== 'me') process.exit(9);
const socket = require('net').connect(${JSON.stringify(join(home, 'remote.sock'))});
process.stdin.pipe(socket).pipe(process.stdout);
`,
  );
  await chmod(ssh, 0o755);
  const path = process.env.PATH;
  process.env.PATH = `${home}:${path}`;
  try {
    const engine = await connectEngine({
      env: { DOCKER_HOST: 'ssh://me@build.example.com' },
      homeFolder: home,
    });
    expect(await engine.describe()).toMatchObject({
      version: '1.0.0-ssh',
      endpoint: 'ssh://me@build.example.com',
    });
    const error = await failure({ DOCKER_HOST: 'ssh://me@bad.example.com' }, 10_000);
    expect(error.message).toContain('Host key verification failed.');
  } finally {
    process.env.PATH = path;
  }
});
