import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import { expect, test } from 'vitest';
import { type BrokenEntry, brokenEntryImage } from '../../images/broken-entry.js';
import { type ShellBehaviour, shellRuntimeImage } from '../../images/shell-runtime.js';
import { type ExtensionKind, extensionImage } from '../../images/with-extension.js';
import { describeEngine } from '../../servers/engine.js';
import { type Contained, contained } from './contained.js';
import { answer, never, until } from './hosted.js';

const shell = async (behaviour: ShellBehaviour, settings: Parameters<typeof contained>[1] = {}) =>
  contained((await shellRuntimeImage(behaviour)).id, settings);

describeEngine('functions in containers', () => {
  test('answer, cold and warm, as the user and with the variables that Lambda gives', async () => {
    const { invoke } = await shell('facts', { memorySize: 256 });
    const cold = await invoke({});
    expect(answer(cold)).toEqual({
      user: '1051:1051',
      folder: '/var/task',
      home: '/home/sbx_user1051',
      shm: '',
      memory: '256',
      handler: 'facts',
      name: 'hello',
    });
    expect(cold.report.initDuration).toBeGreaterThan(0);
    const warm = await invoke({});
    expect(warm.report.initDuration).toBeUndefined();
    expect(warm.report.maxMemoryUsed).toBeGreaterThan(0);
    expect(warm.report.maxMemoryUsed).toBeLessThan(256);
  });

  test('are frozen between events, and answer after it', async () => {
    const name = unique('frozen');
    const { host, invoke } = await shell('echo', { name });
    await host.warm(never);
    const container = new Docker().getContainer(await containerOf(name));
    await untilTrue(async () => (await container.inspect()).State.Paused);
    expect(answer(await invoke({ hello: 'there' }))).toEqual({ hello: 'there' });
    expect((await container.inspect()).State.Paused).toBe(false);
  });

  test('are replaced when somebody removes them while they rest', async () => {
    const name = unique('removed');
    const { host, invoke } = await shell('echo', { name });
    const first = await host.warm(never);
    const container = new Docker().getContainer(await containerOf(name));
    await untilTrue(async () => (await container.inspect()).State.Paused);
    await container.remove({ force: true });
    // Once it is noticed, warming starts another one.
    await untilTrue(async () => (await host.warm(never)) !== first);
    expect(answer(await invoke({ hello: 'again' }))).toEqual({ hello: 'again' });
  });

  test('end in the middle', async () => {
    const { invoke } = await shell('leave');
    const outcome = await invoke({}, { requestId: 'r-1' });
    expect(answer(outcome)).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: r-1 Error: Runtime exited with error: exit status 3',
    });
  });

  test('take too long', async () => {
    const { invoke } = await shell('wait', { timeout: 1 });
    const outcome = await invoke({ seconds: 30 });
    expect(outcome.failure).toMatchObject({ kind: 'timeout', errorType: 'Sandbox.Timedout' });
    expect(answer(await invoke({ seconds: 0 }))).toEqual({ seconds: 0 });
  });

  test('need more memory than they have', async () => {
    const entryPoint = ['/bin/busybox', 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=600M'];
    const { invoke } = await shell('echo', { imageConfig: { entryPoint, command: ['count=1'] } });
    const { failure, report } = await invoke({});
    expect(failure).toMatchObject({ kind: 'memory', errorType: 'Runtime.OutOfMemory' });
    expect(report.maxMemoryUsed).toBe(128);
  });

  test('report that they cannot start', async () => {
    const { host, invoke } = await shell('init-error');
    expect(await host.warm(never)).toMatchObject({ kind: 'error', errorType: 'NoDatabase' });
    expect(answer(await invoke({}))).toMatchObject({ errorType: 'NoDatabase' });
  });

  test('are no runtime at all', async () => {
    const { host, invoke } = await shell('exit-0');
    expect(await host.warm(never)).toMatchObject({
      kind: 'exited',
      exitCode: 0,
      output: 'usage: tool FILE\n',
    });
    expect((await invoke({})).failure?.message).toContain('Runtime exited without providing a reason');
  });

  test.each<[BrokenEntry, string]>([
    ['foreign', 'exec format error'],
    ['no-shebang', 'exec format error'],
    ['missing', 'no such file or directory'],
    ['crlf', 'no such file or directory'],
    ['not-executable', 'permission denied'],
  ])('have an entry point that cannot be executed: %s', async (kind, reason) => {
    const { invoke } = await contained((await brokenEntryImage(kind)).id);
    const outcome = await invoke({}, { requestId: 'r-2' });
    expect(answer(outcome)).toEqual({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: `RequestId: r-2 Error: fork/exec /entry: ${reason}`,
    });
  });

  test('want a working directory that is not there', async () => {
    const { invoke } = await shell('echo', { imageConfig: { workingDirectory: '/nowhere' } });
    expect((await invoke({})).failure).toMatchObject({
      kind: 'init',
      errorType: 'Runtime.InvalidWorkingDir',
    });
  });

  test('leave no container and no network behind', async () => {
    const name = unique('leaves-nothing');
    const { invoke, close } = await shell('echo', { name, concurrency: 3 });
    await Promise.all([1, 2, 3].map((number) => invoke({ number })));
    await close();
    expect(await containersOf(name)).toEqual([]);
  });
});

describeEngine('extensions in containers', () => {
  const extended = async (kind: ExtensionKind, settings = {}): Promise<Contained> =>
    contained((await extensionImage(kind)).id, { name: `extended-${kind}`, ...settings });

  test('hear of events and of the end', async () => {
    const { invoke, host, lines } = await extended('good');
    expect(answer(await invoke({ hello: 'there' }))).toEqual({ hello: 'there' });
    await host.close();
    expect(lines.filter(({ source }) => source === 'extension').map(({ text }) => text)).toEqual([
      'extension good registered',
      'extension good got INVOKE',
      'extension good got SHUTDOWN',
    ]);
  });

  test('hear of a timeout', async () => {
    const { invoke, texts } = await extended('good', {
      timeout: 1,
      imageConfig: { command: ['wait'] },
    });
    expect((await invoke({ seconds: 30 })).failure?.kind).toBe('timeout');
    await until(() => texts().includes('extension good got SHUTDOWN'));
  });

  test.each<[ExtensionKind, string, string]>([
    ['crashes', 'Extension.Crash', 'exit status 7'],
    ['reports', 'Extension.InitError', 'exit status 1'],
  ])('that fail at the start fail the function: %s', async (kind, errorType, reason) => {
    const { host, invoke } = await extended(kind);
    expect(await host.warm(never)).toMatchObject({ kind: 'error', extension: kind, errorType });
    const { failure } = await invoke({}, { requestId: 'r-3' });
    expect(failure).toEqual({ kind: 'init', errorType, message: `RequestId: r-3 Error: ${reason}` });
  });

  test('that end later fail the event, and the next one has another sandbox', async () => {
    const { invoke } = await extended('leaves', { imageConfig: { command: ['wait'] } });
    for (const requestId of ['r-4', 'r-5']) {
      const { failure } = await invoke({ seconds: 30 }, { requestId });
      const message = `RequestId: ${requestId} Error: exit status 5`;
      expect(failure).toEqual({ kind: 'exit', errorType: 'Extension.Crash', message });
    }
  });

  test('that never register use up the time of init', async () => {
    const image = await extensionImage('silent');
    const { host } = await contained(image.id, {}, { init: 1000 });
    expect(await host.warm(never)).toMatchObject({ kind: 'timeout' });
  });
});

/** Other test files look at containers at the same time. */
function unique(name: string): string {
  return `${name}-${randomUUID().slice(0, 8)}`;
}

async function containersOf(functionName: string): Promise<string[]> {
  const all = await new Docker().listContainers({ all: true });
  return all.filter(({ Names }) => Names.some((name) => name.includes(functionName))).map(({ Id }) => Id);
}

async function containerOf(functionName: string): Promise<string> {
  const [id] = await containersOf(functionName);
  if (id === undefined) throw new Error(`no container of ${functionName}`);
  return id;
}

async function untilTrue(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
