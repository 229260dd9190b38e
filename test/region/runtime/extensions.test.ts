/** Extensions beside a function, over process sandboxes: what they hear, and what becomes of a sandbox whose extension fails or ends. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type ProcessImage, scriptedRuntime } from '../../servers/process-sandboxes.js';
import { answer, type Hosted, hosted, never, until } from './hosted.js';

const extension = fileURLToPath(new URL('../../servers/scripted-extension.mjs', import.meta.url));

const extended = (wish: object = {}): ProcessImage => ({
  ...scriptedRuntime,
  environment: [`EXTENSION=${JSON.stringify(wish)}`],
  extensions: [extension],
});

const unusedPath = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'lading-extension-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'end');
};

const said = ({ lines }: Hosted): string[] =>
  lines.filter(({ source }) => source === 'extension').map(({ text }) => text.trim());

test('an extension hears of each event, and of the end of an idle sandbox', async () => {
  const it = hosted({ image: extended() });
  await it.invoke({ do: 'echo' });
  await it.invoke({ do: 'echo' });
  await it.host.close();
  expect(said(it)).toEqual(['INVOKE', 'INVOKE', 'SHUTDOWN spindown']);
  expect(it.texts()[0]).toBe(
    'EXTENSION\tName: scripted-extension.mjs\tState: Ready\tEvents: [INVOKE, SHUTDOWN]',
  );
});

test('of a timeout too, and the next event has another sandbox', async () => {
  const it = hosted({ image: extended(), settings: { timeout: 1 } });
  expect((await it.invoke({ do: 'hang' })).failure?.kind).toBe('timeout');
  await it.invoke({ do: 'echo' });
  expect(said(it)).toEqual(['INVOKE', 'SHUTDOWN timeout', 'INVOKE']);
  expect(it.sandboxes.created).toBe(2);
});

test('one that does not end when told is killed once its time is over', async () => {
  const it = hosted({ image: extended({ ignoreShutdown: true }), limits: { shutdown: 200 } });
  await it.invoke({ do: 'echo' });
  const start = performance.now();
  await it.host.close();
  expect(performance.now() - start).toBeGreaterThan(190);
  expect(said(it)).toContain('still here');
  expect(it.sandboxes.present).toHaveLength(0);
});

test('the sandbox takes no event while an extension works on the last one', async () => {
  const it = hosted({ image: extended({ work: 500 }) });
  const start = performance.now();
  const first = await it.invoke({ do: 'echo' });
  const second = await it.invoke({ do: 'echo' });
  expect(performance.now() - start).toBeGreaterThan(500);
  expect(answer(second).pid).toBe(answer(first).pid);
});

test('one that ends at the start fails init, and then the event', async () => {
  const { host, invoke } = hosted({ image: extended({ exit: 7 }) });
  expect(await host.warm(never)).toMatchObject({
    kind: 'error',
    errorType: 'Extension.Crash',
    message: 'exit status 7',
    extension: 'scripted-extension.mjs',
  });
  const { failure } = await invoke({ do: 'echo' }, { requestId: 'r-1' });
  expect(failure).toMatchObject({ kind: 'init', message: 'RequestId: r-1 Error: exit status 7' });
});

test('one that gives up later fails the event that runs', async () => {
  const { invoke, sandboxes } = hosted({ image: extended({ failAfterInvoke: true }) });
  const { failure } = await invoke({ do: 'hang' });
  expect(failure).toMatchObject({ kind: 'exit', errorType: 'Extension.ExitError' });
  await until(() => sandboxes.present.length === 0);
});

test('one that ends after the answer is told by name and exit code, and the next event has another sandbox', async () => {
  const endsOn = await unusedPath();
  const it = hosted({ image: extended({ endsOn }) });
  const { failure, afterwards } = await it.invoke({ do: 'echo' });
  expect(failure).toBeUndefined();
  await writeFile(endsOn, '');
  expect(await afterwards()).toEqual({
    kind: 'extension',
    extension: 'scripted-extension.mjs',
    errorType: 'Extension.Crash',
    message: 'exit status 5',
    output: expect.stringContaining('INVOKE'),
  });
  expect(it.texts().at(-1)).toBe(
    'SANDBOX\tEnded after its answer (extension scripted-extension.mjs: Extension.Crash, exit status 5); the next event gets another one',
  );
  await it.invoke({ do: 'echo' });
  expect(it.sandboxes.created).toBe(2);
});

test('one that ends between events is told by name and exit code too', async () => {
  const endsAtRestOn = await unusedPath();
  // It is answered only when all have asked for more, and not frozen before it has ended.
  const limits = { answerGrace: 60_000, freezeAfter: 60_000 };
  const it = hosted({ image: extended({ endsAtRestOn }), limits });
  const { afterwards } = await it.invoke({ do: 'echo' });
  await writeFile(endsAtRestOn, '');
  expect(await afterwards()).toMatchObject({ extension: 'scripted-extension.mjs', message: 'exit status 5' });
  const line =
    'SANDBOX\tEnded between events (extension scripted-extension.mjs: Extension.Crash, exit status 5); the next event gets another one';
  await until(() => it.texts().includes(line));
});

test('one that works on after the answer may do so until the time of its event is over', async () => {
  const { invoke } = hosted({ image: extended({ work: 60_000 }), settings: { timeout: 1 } });
  const { failure, afterwards } = await invoke({ do: 'echo' });
  expect(failure).toBeUndefined();
  expect(await afterwards()).toMatchObject({ kind: 'timeout', errorType: 'Sandbox.Timedout' });
});

test('one that goes on is told of in no way', async () => {
  const { invoke } = hosted({ image: extended() });
  expect(await (await invoke({ do: 'echo' })).afterwards()).toBeUndefined();
});

test('one that is not there to be executed fails init', async () => {
  const image = { ...scriptedRuntime, extensions: ['/opt/extensions/missing'] };
  const { host, texts } = hosted({ image });
  expect(await host.warm(never)).toMatchObject({
    kind: 'error',
    errorType: 'Extension.LaunchError',
    extension: 'missing',
  });
  expect(texts()[0]).toBe(
    'EXTENSION\tName: missing\tState: LaunchError\tEvents: []\tError Type: UnknownError',
  );
});

test('what it wants to be told of is logged before it is ready', async () => {
  const { invoke, texts } = hosted({ image: extended({ telemetry: ['platform', 'function'] }) });
  await invoke({ do: 'echo' });
  expect(texts().slice(0, 2)).toEqual([
    'TELEMETRY\tName: scripted-extension.mjs\tState: Subscribed\tTypes: [Platform, Function]',
    'EXTENSION\tName: scripted-extension.mjs\tState: Ready\tEvents: [INVOKE, SHUTDOWN]',
  ]);
});

test('one that reports an error at the start fails init', async () => {
  const { host, texts } = hosted({ image: extended({ failAtInit: 'Extension.NoLicence' }) });
  expect(await host.warm(never)).toMatchObject({ kind: 'error', errorType: 'Extension.InitError' });
  expect(texts()[0]).toBe(
    'EXTENSION\tName: scripted-extension.mjs\tState: InitError\tEvents: [INVOKE, SHUTDOWN]\tError Type: Extension.NoLicence',
  );
});

test('one that never registers keeps init waiting until its time is over', async () => {
  const { host, texts } = hosted({ image: extended({ silent: true }), limits: { init: 1500 } });
  expect(await host.warm(never)).toMatchObject({ kind: 'timeout', extension: 'scripted-extension.mjs' });
  expect(texts()).toEqual([
    'EXTENSION\tName: scripted-extension.mjs\tState: Started\tEvents: []',
    expect.stringMatching(/^INIT_REPORT .*Phase: init\tStatus: timeout$/),
  ]);
});
