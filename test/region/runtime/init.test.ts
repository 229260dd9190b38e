import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type ProcessImage, scriptedRuntime } from '../../servers/process-sandboxes.js';
import { answer, hosted, never } from './hosted.js';

const starting = (startup: object): ProcessImage => ({
  ...scriptedRuntime,
  environment: [`STARTUP=${JSON.stringify(startup)}`],
});

test('a start that works tells how long it took and what it wrote, and is the one that the first event meets', async () => {
  const { host, invoke, sandboxes } = hosted({ image: starting({ print: 'loading\n' }) });
  const outcome = await host.warm(never);
  expect(outcome).toMatchObject({ kind: 'ready', outOfMemory: false, output: 'loading\n' });
  expect(await host.warm(never)).toEqual(outcome);
  const first = await invoke({ do: 'echo' });
  expect(first.report.initDuration).toBeCloseTo(outcome.milliseconds, 1);
  expect(sandboxes.created).toBe(1);
});

test('warming twice at once starts one sandbox', async () => {
  const { host, sandboxes } = hosted();
  await Promise.all([host.warm(never), host.warm(never)]);
  expect(sandboxes.created).toBe(1);
});

test('an init error is kept, and init is repeated with the first event, whose outcome it becomes', async () => {
  const { host, invoke, sandboxes, texts } = hosted({
    image: starting({ error: 'Runtime.ImportModuleError' }),
  });
  expect(await host.warm(never)).toMatchObject({
    kind: 'error',
    errorType: 'Runtime.ImportModuleError',
    message: 'cannot start',
    exitCode: 1,
  });
  expect(sandboxes.present).toHaveLength(0);
  const outcome = await invoke({ do: 'echo' }, { requestId: 'r-1' });
  expect(answer(outcome)).toEqual({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: 'cannot start',
    stackTrace: [],
  });
  expect(outcome.failure).toMatchObject({ kind: 'init', errorType: 'Runtime.ImportModuleError' });
  expect(outcome.report.initDuration).toBeUndefined();
  expect(texts().map((text) => text.replace(/[\d.]+ ms/g, 'N ms'))).toEqual([
    'INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError',
    'INIT_REPORT Init Duration: N ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ImportModuleError',
    'START RequestId: r-1 Version: $LATEST',
    'Unknown application error occurred',
    'Runtime.ImportModuleError',
    'END RequestId: r-1',
    expect.stringMatching(
      /^REPORT RequestId: r-1\t.*\tStatus: error\tError Type: Runtime\.ImportModuleError$/,
    ),
  ]);
  expect(sandboxes.created).toBe(2);
});

test.each([
  { code: 0, reason: 'Runtime exited without providing a reason' },
  { code: 127, reason: 'Runtime exited with error: exit status 127' },
])('a program that ends with $code without asking for work', async ({ code, reason }) => {
  const { host, invoke } = hosted({ image: starting({ print: 'bye', exit: code }) });
  expect(await host.warm(never)).toMatchObject({ kind: 'exited', exitCode: code, output: 'bye\n' });
  const outcome = await invoke({ do: 'echo' }, { requestId: 'r-2' });
  const errorMessage = `RequestId: r-2 Error: ${reason}`;
  expect(answer(outcome)).toEqual({ errorType: 'Runtime.ExitError', errorMessage });
});

test.each([
  { mode: undefined, reason: 'no such file or directory' },
  { mode: 0o644, reason: 'permission denied' },
])('an entry point that cannot be executed: $reason', async ({ mode, reason }) => {
  const folder = await scratchFolder();
  const program = join(folder, 'entry');
  if (mode !== undefined) await writeFile(program, '#!/bin/sh\n', { mode });
  const { host, invoke, texts } = hosted({
    image: { entryPoint: [program], command: ['app.handler'] },
    settings: { imageConfig: { workingDirectory: '/var/task' } },
  });
  expect(await host.warm(never)).toMatchObject({ kind: 'refused', errorType: 'Runtime.InvalidEntrypoint' });
  expect(texts()[0]).toBe(
    `IMAGE\tLaunch error: fork/exec ${program}: ${reason}\tEntrypoint: [${program}]\tCmd: [app.handler]\tWorkingDir: [/var/task]`,
  );
  const outcome = await invoke({ do: 'echo' }, { requestId: 'r-3' });
  expect(answer(outcome)).toEqual({
    errorType: 'Runtime.InvalidEntrypoint',
    errorMessage: `RequestId: r-3 Error: fork/exec ${program}: ${reason}`,
  });
});

test('an init that takes too long is killed and repeated within the event, where it has the time of the event', async () => {
  const image = starting({ sleep: 400 });
  const { host, invoke, texts, sandboxes } = hosted({ image, limits: { init: 100 } });
  // It never came to call the Runtime API.
  expect(await host.warm(never)).toMatchObject({ kind: 'timeout', reached: false });
  expect(texts()[0]).toMatch(/^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: timeout$/);
  const outcome = await invoke({ do: 'echo' });
  expect(answer(outcome).do).toBe('echo');
  expect(outcome.report.duration).toBeGreaterThan(400);
  expect(outcome.report.initDuration).toBeUndefined();
  expect(sandboxes.created).toBe(2);
});

test('an init that does not end even then makes the event time out', async () => {
  const image = starting({ sleep: 60_000 });
  const { invoke, texts, sandboxes } = hosted({ image, limits: { init: 50 }, settings: { timeout: 1 } });
  const outcome = await invoke({ do: 'echo' });
  expect(outcome.failure).toMatchObject({ kind: 'timeout', errorType: 'Sandbox.Timedout' });
  expect(outcome.report).toMatchObject({ duration: 1000, billedDuration: 1000, status: 'timeout' });
  expect(texts()[1]).toMatch(/^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: invoke\tStatus: timeout$/);
  expect(sandboxes.present).toHaveLength(0);
});

test('a failure that has passed is forgotten: the next start may work', async () => {
  const folder = await scratchFolder();
  const program = join(folder, 'entry');
  const { invoke, sandboxes } = hosted({
    image: { entryPoint: [program], command: scriptedRuntime.entryPoint },
  });
  expect((await invoke({ do: 'echo' })).failure?.errorType).toBe('Runtime.InvalidEntrypoint');
  await writeFile(program, '#!/bin/sh\nexec "$@"\n');
  await chmod(program, 0o755);
  expect(answer(await invoke({ do: 'echo' })).do).toBe('echo');
  expect(sandboxes.present).toHaveLength(1);
});

test('after a crash the place is the same, and the event that comes next pays for the start', async () => {
  const image = starting({ sleep: 200 });
  const { invoke, lines, sandboxes } = hosted({ image });
  const first = await invoke({ do: 'exit', code: 1 });
  expect(first.report.initDuration).toBeGreaterThan(190);
  const second = await invoke({ do: 'echo' });
  expect(second.failure).toBeUndefined();
  expect(second.report.initDuration).toBeUndefined();
  expect(second.report.duration).toBeGreaterThan(190);
  expect(sandboxes.created).toBe(2);
  expect(new Set(lines.map(({ logStream }) => logStream)).size).toBe(1);
});

test('after a crash a start that takes longer than the timeout fails the event; the one after it has a whole init again', async () => {
  const { invoke } = hosted({ image: starting({ sleep: 1200 }), settings: { timeout: 1 } });
  await invoke({ do: 'exit', code: 1 });
  expect((await invoke({ do: 'echo' })).failure?.kind).toBe('timeout');
  expect((await invoke({ do: 'echo' })).failure).toBeUndefined();
});

test('starts no more than it says: one sandbox a warm event', async () => {
  const log = join(await scratchFolder(), 'starts');
  const { invoke } = hosted({ image: starting({ log }) });
  for (let n = 0; n < 3; n += 1) await invoke({ do: 'echo' });
  expect(await readFile(log, 'utf8')).toBe('start\n');
});

test('what is not the image’s fault is an error, and the next event tries again', async () => {
  const { host, sandboxes } = hosted();
  const create = sandboxes.engine.create;
  const refusal = new Error('the engine has no space left');
  sandboxes.engine.create = async () => {
    throw refusal;
  };
  await expect(host.invoke({ payload: Buffer.from('{}') }, never)).rejects.toBe(refusal);
  sandboxes.engine.create = create;
  expect((await host.invoke({ payload: Buffer.from('{"do":"echo"}') }, never)).failure).toBeUndefined();
});

async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-init-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
