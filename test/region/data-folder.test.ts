/** A data folder: served by one process, under one port, through kills. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '../../src/errors/app-error.js';
import { openDataFolder } from '../../src/region/data-folder.js';
import { findRunningRegion } from '../../src/region/discovery.js';
import { type RegionOptions, type RunningRegion, startRegion } from '../../src/region/server.js';
import { startTestRegion } from './test-region.js';

const program = mkdtempSync(join(tmpdir(), 'lading-program-'));
beforeAll(() => {
  buildSync({
    entryPoints: [fileURLToPath(new URL('../../src/region/server.ts', import.meta.url))],
    outfile: join(program, 'server.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  writeFileSync(
    join(program, 'start.mjs'),
    `import { startRegion } from './server.mjs';
     startRegion({ dataFolder: process.argv[2], port: 0, rolePropagation: 0 }).then(
       (region) => console.log(region.url),
       (error) => { console.log(error.code); process.exit(error.exitCode); },
     );`,
  );
});
afterAll(() => rmSync(program, { recursive: true, force: true }));

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lading-region-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function start(dataFolder: string, options: Partial<RegionOptions> = {}): Promise<RunningRegion> {
  const region = await startRegion({ dataFolder, port: 0, ...options });
  cleanUps.push(() => region.close());
  return region;
}

async function refusal(starting: Promise<unknown>): Promise<AppError> {
  return starting.then(
    () => {
      throw new Error('it started');
    },
    (error: AppError) => error,
  );
}

/** A region in a process of its own, and the one line it prints: its URL, or the code of its refusal. */
async function spawnRegion(folder: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [join(program, 'start.mjs'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanUps.push(() => child.kill('SIGKILL'));
  const line = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (text) => resolve(String(text).trim())),
  );
  return { child, line };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
}

async function occupy(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
  return server;
}

describe('a data folder', () => {
  it('keeps port, account and region of its first start', async () => {
    const folder = newFolder();
    const first = await start(folder, { account: '123456789012', region: 'eu-west-1' });
    await first.close();
    const second = await start(folder);
    expect(second.settings).toMatchObject({
      account: '123456789012',
      region: 'eu-west-1',
      host: first.settings.host,
    });
    await second.close();
    const otherAccount = await refusal(start(folder, { account: '000000000000' }));
    expect(otherAccount).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('holds account 123456789012'),
    });
    const otherPort = await refusal(start(folder, { port: first.port === 4511 ? 4512 : 4511 }));
    expect(otherPort).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(`port ${first.port}`),
    });
    expect((await start(folder, { port: first.port, region: 'eu-west-1' })).port).toBe(first.port);
  });

  it('hides itself from git, but never what was there before', () => {
    const parent = mkdtempSync(join(tmpdir(), 'lading-ignored-'));
    cleanUps.push(() => rmSync(parent, { recursive: true, force: true }));
    openDataFolder(join(parent, 'new'));
    expect(readFileSync(join(parent, 'new', '.gitignore'), 'utf8')).toBe('*\n');
    openDataFolder(parent);
    expect(existsSync(join(parent, '.gitignore'))).toBe(false);
  });

  it('is no region without a real account id and region name', async () => {
    expect(await refusal(start(newFolder(), { account: '123' }))).toMatchObject({
      code: 'USAGE',
      exitCode: 2,
    });
    expect(await refusal(start(newFolder(), { region: 'Frankfurt' }))).toMatchObject({ code: 'USAGE' });
  });

  it('says who holds its port', async () => {
    const folder = newFolder();
    const first = await start(folder);
    await first.close();
    await occupy(first.port);
    expect(await refusal(start(folder))).toMatchObject({
      code: 'LOCAL_REGION_UNAVAILABLE',
      exitCode: 3,
      message: expect.stringContaining(
        `port ${first.port}, which its repository URIs contain, is taken by another program`,
      ),
    });
    const other = await start(newFolder());
    const asked = await refusal(start(newFolder(), { port: other.port }));
    expect(asked.message).toContain(`is taken by the local region of`);
    expect(asked.suggestions).toContain(`Stop it: kill ${process.pid}`);
  });

  it('is served by one process at a time, and free again after', async () => {
    const folder = newFolder();
    const first = await start(folder);
    expect(await findRunningRegion(folder)).toMatchObject({ url: first.url, pid: process.pid });
    const second = await refusal(start(folder));
    expect(second).toMatchObject({
      code: 'LOCAL_REGION_UNAVAILABLE',
      message: expect.stringContaining(`process ${process.pid} serves it and answers at ${first.url}`),
    });
    await first.close();
    await first.close();
    expect(await findRunningRegion(folder)).toBeUndefined();
    await start(folder);
  });

  it('lets one of many simultaneous starts win', async () => {
    const folder = newFolder();
    const started = await Promise.all(Array.from({ length: 4 }, () => spawnRegion(folder)));
    const lines = started.map(({ line }) => line).sort();
    expect(lines.slice(0, 3)).toEqual(Array(3).fill('LOCAL_REGION_UNAVAILABLE'));
    expect((await findRunningRegion(folder))?.url).toBe(lines[3]);
  });

  it('survives kill -9: nothing acknowledged is lost, nothing blocks the next start', async () => {
    const folder = newFolder();
    const { child, line } = await spawnRegion(folder);
    const RoleName = 'kept';
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    });
    const killed = new IAMClient({
      endpoint: line,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local' },
    });
    cleanUps.push(() => killed.destroy());
    await killed.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    await kill(child);
    expect(readFileSync(join(folder, 'region.json'), 'utf8')).toContain(`"pid": ${child.pid}`);
    expect(await findRunningRegion(folder)).toBeUndefined();
    const again = await startTestRegion({ dataFolder: folder, keepFolder: true });
    cleanUps.push(() => again.close());
    expect(again.url).toBe(line);
    expect((await again.iam.send(new GetRoleCommand({ RoleName }))).Role?.RoleName).toBe(RoleName);
  });
});

describe('findRunningRegion', () => {
  it('is not fooled by a port that another region took over', async () => {
    const folder = newFolder();
    const region = await start(newFolder());
    const { url, port } = region;
    writeFileSync(
      join(folder, 'region.json'),
      JSON.stringify({ pid: process.pid, port, url, startedAt: '' }),
    );
    expect(await findRunningRegion(folder)).toBeUndefined();
    expect(await findRunningRegion(join(folder, 'absent'))).toBeUndefined();
  });
});

it('says so when something else stands where the folder should be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lading-data-'));
  try {
    writeFileSync(join(folder, 'region'), '');
    expect(() => openDataFolder(join(folder, 'region'))).toThrowError(/cannot keep its data in .*region/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
