/** The runtime and the configuration of the quickstart template, without an engine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.js';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.js';

const template = fileURLToPath(new URL('../../templates/quickstart/', import.meta.url));

let folder: string;
let api: RuntimeApi | undefined;
let runtime: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-template-'));
  await cp(template, folder, { recursive: true });
});

afterEach(async () => {
  runtime?.kill('SIGKILL');
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(command: string, ...events: unknown[]): Promise<RuntimeApi> {
  api = await startRuntimeApi(events);
  runtime = spawn(process.execPath, [join(folder, 'bootstrap.mjs'), command], {
    env: { AWS_LAMBDA_RUNTIME_API: api.host },
    stdio: 'ignore',
  });
  return api;
}

function exitCode(child: ChildProcess | undefined): Promise<number | null> {
  return new Promise((resolve) => child?.once('exit', resolve));
}

describe('the runtime', () => {
  it('answers one event after the other', async () => {
    const { posted } = await start('handler.greet', { name: 'Ada' }, {});
    expect(await posted(2)).toEqual([
      { path: '/invocation/r1/response', body: { message: 'Hello, Ada!' } },
      { path: '/invocation/r2/response', body: { message: 'Hello, world!' } },
    ]);
  });

  it('reports what a handler throws and goes on with the next event', async () => {
    await writeFile(
      join(folder, 'other.mjs'),
      'export const half = (event) => { if (event.odd) throw new TypeError("odd"); return undefined; };',
    );
    const { posted } = await start('other.half', { odd: true }, {});
    expect(await posted(2)).toEqual([
      {
        path: '/invocation/r1/error',
        body: { errorMessage: 'odd', errorType: 'TypeError', stackTrace: expect.any(Array) },
      },
      { path: '/invocation/r2/response', body: null },
    ]);
  });

  it.each([
    ['handler.missing', 'handler.mjs exports no function missing'],
    ['handler', 'CMD is "handler"; write FILE.FUNCTION, for example handler.greet'],
  ])('reports that it cannot start %s, and ends', async (command, errorMessage) => {
    const { posted } = await start(command);
    const ended = exitCode(runtime);
    expect(await posted(1)).toMatchObject([{ path: '/init/error', body: { errorMessage } }]);
    expect(await ended).toBe(1);
  });
});

describe('the configuration', () => {
  it('is one that lading takes', async () => {
    const text = await readFile(join(template, 'lading.yaml'), 'utf8');
    expect(await parseConfig(text, 'lading.yaml')).toMatchObject({
      name: 'quickstart',
      functions: { hello: { role: 'auto', architecture: 'x86_64' } },
    });
  });

  it('starts a function that the image has', async () => {
    const [, name = ''] =
      /^CMD \["handler\.(\w+)"\]$/m.exec(await readFile(join(template, 'Dockerfile'), 'utf8')) ?? [];
    const handler = (await import(join(template, 'handler.mjs'))) as Record<string, unknown>;
    expect(handler[name]).toBeTypeOf('function');
  });
});
