/** The images of the tests do what they are for, seen by the engine alone. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeEngine, describeEngineWith } from '../servers/engine.js';
import { type RuntimeApi, startRuntimeApi } from '../templates/runtime-api.js';
import { type BrokenEntry, brokenEntryImage } from './broken-entry.js';
import { imageTimeout, type TestImage } from './engine-image.js';
import { lockedHandlerImage, type NodeHandler, nodeRuntimeImage, nodeRuntimeNeeds } from './node-runtime.js';
import { olderPythonImage, olderPythonNeeds } from './older-python-runtime.js';
import { type PythonHandler, pythonRuntimeImage, pythonRuntimeNeeds } from './python-runtime.js';
import { type ShellBehaviour, shellRuntimeImage } from './shell-runtime.js';
import { type LambdaLike, type LambdaLikeOptions, startAsLambda } from './start-as-lambda.js';

let api: RuntimeApi;
let container: LambdaLike | undefined;

afterEach(async () => {
  await container?.remove();
  await api.close();
});

async function start(
  image: TestImage,
  events: readonly unknown[],
  options: Omit<LambdaLikeOptions, 'runtimeApi'> = {},
): Promise<LambdaLike> {
  api = await startRuntimeApi(events);
  container = undefined;
  container = await startAsLambda(image.id, { ...options, runtimeApi: api.host });
  return container;
}

/** Path and body of the first answer. */
async function firstAnswer(): Promise<unknown> {
  const [answer] = await api.posted(1);
  return answer;
}

const answered = (body: unknown) => ({ path: '/invocation/r1/response', body });
const failed = (errorType: unknown, errorMessage: unknown = expect.any(String)) => ({
  path: '/invocation/r1/error',
  body: expect.objectContaining({ errorType, errorMessage }),
});
const refused = (errorType: unknown, errorMessage: unknown = expect.any(String)) => ({
  path: '/init/error',
  body: expect.objectContaining({ errorType, errorMessage }),
});

vi.setConfig({ testTimeout: 20_000 });

describe('the same content', () => {
  it('is one image, also when it is asked for twice at once', async () => {
    api = await startRuntimeApi([]);
    const [first, second] = await Promise.all([shellRuntimeImage(), shellRuntimeImage()]);
    expect(second).toEqual(first);
    expect(first.reference).toMatch(/^lading-test\/shell-echo:[0-9a-f]{12}$/);
  });
});

describeEngine('the runtime in shell', () => {
  it.each<[ShellBehaviour, unknown, unknown]>([
    ['echo', { a: [1, 'é'] }, answered({ a: [1, 'é'] })],
    ['fail', {}, failed('Odd', 'the event is odd')],
    ['wait', { seconds: 0.1 }, answered({ seconds: 0.1 })],
    ['big', { bytes: 100_000 }, answered('x'.repeat(100_000))],
    ['write-home', {}, failed('Failed', expect.stringMatching(/Read-only file system/))],
    ['facts', {}, answered(expect.objectContaining({ user: '1051:1051', folder: '/var/task', shm: '' }))],
    ['slow-init', { a: 1 }, answered({ a: 1 })],
    ['init-error', {}, refused('NoDatabase', 'the database does not answer')],
  ])('%s', async (behaviour, event, answer) => {
    await start(await shellRuntimeImage(behaviour), [event], { environment: { SLOW_INIT: '0.2' } });
    expect(await firstAnswer()).toEqual(answer);
  });

  it.each<[ShellBehaviour, number, string]>([
    ['exit-0', 0, 'usage: tool FILE'],
    ['exit-1', 1, 'tool: no configuration found'],
    ['home-init', 1, 'Read-only file system'],
    ['leave', 3, ''],
  ])('%s ends with %i', async (behaviour, exitCode, output) => {
    const { ended } = await start(await shellRuntimeImage(behaviour), [{}]);
    expect(await ended()).toEqual({ exitCode, output: expect.stringContaining(output) });
  });

  it('takes more memory than it has, and goes on when the kernel has ended what took it', async () => {
    await start(await shellRuntimeImage('hungry'), [{ a: 1 }], { memory: 128 });
    expect(await firstAnswer()).toEqual(answered({ a: 1 }));
  });
});

describeEngine('an entry point that cannot be started', () => {
  it.each<[BrokenEntry, string]>([
    ['missing', 'no such file or directory'],
    ['not-executable', 'permission denied'],
    ['folder', 'permission denied'],
    // Of these runc learns when it becomes them: its words are the container's output then.
    ['foreign', 'exec format error'],
    ['damaged', 'exec format error'],
    ['crlf', 'no such file or directory'],
    ['no-shebang', 'exec format error'],
    ['no-interpreter', 'no such file or directory'],
  ])('%s', async (kind, words) => {
    const image = await brokenEntryImage(kind);
    const how = await start(image, []).then(
      async ({ ended }) => (await ended()).output,
      (error: Error) => error.message,
    );
    expect(how).toMatch(new RegExp(`exec:? "?/entry"?: (?:stat /entry: )?${words}`));
  });
});

describeEngineWith(nodeRuntimeNeeds, 'aws-lambda-ric on Node.js', () => {
  let image: TestImage;
  beforeAll(async () => {
    image = await nodeRuntimeImage();
  }, imageTimeout);

  it.each<[NodeHandler | 'app' | 'app.nothing' | 'gone.handler', unknown, unknown]>([
    ['app.echo', { a: 1 }, answered({ a: 1 })],
    ['app.withCallback', { a: 1 }, answered({ called: { a: 1 } })],
    ['app.fails', {}, failed('TypeError', 'the event is odd')],
    ['app.waits', { milliseconds: 50 }, answered({ milliseconds: 50 })],
    ['app.big', { bytes: 2_000_000 }, answered('x'.repeat(2_000_000))],
    ['app.writesHome', {}, failed('Error', expect.stringMatching(/^E(ROFS|NOENT)/))],
    ['app.context', {}, answered(expect.objectContaining({ awsRequestId: 'r1', user: 1051 }))],
    ['slow.echo', { a: 1 }, answered({ a: 1 })],
    ['throws.handler', {}, refused('RangeError', 'the configuration has no bucket')],
    ['incomplete.handler', {}, refused('Error')],
    ['garbled.handler', {}, refused('Runtime.UserCodeSyntaxError')],
    ['home.handler', {}, refused('Error')],
    ['remote.handler', {}, refused('Error', expect.stringMatching(/^getaddrinfo /))],
    ['app', {}, refused('Runtime.MalformedHandlerName', 'Bad handler')],
    ['app.nothing', {}, refused('Runtime.HandlerNotFound', 'app.nothing is undefined or not exported')],
    ['gone.handler', {}, refused('Runtime.ImportModuleError')],
  ])('%s', async (handler, event, answer) => {
    const environment = { INIT_MILLISECONDS: '100' };
    await start(image, [event], { command: [handler], environment });
    expect(await firstAnswer()).toEqual(answer);
  });

  it('app.leaves ends in the middle', async () => {
    const { ended } = await start(image, [{}], { command: ['app.leaves'] });
    expect(await ended()).toMatchObject({ exitCode: 3 });
  });

  it.each<NodeHandler>(['app.hungry', 'greedy.handler'])('%s is killed', async (handler) => {
    const { ended } = await start(image, [{ megabytes: 400 }], { command: [handler], memory: 128 });
    expect(await ended()).toMatchObject({ exitCode: 137 });
  });

  it('a handler that root alone can read is refused', async () => {
    await start(await lockedHandlerImage(), []);
    expect(await firstAnswer()).toEqual(refused('Error', expect.stringMatching(/EACCES: permission denied/)));
  });
});

// Without /dev/shm glibc says ENOENT (2) from 2.34 on. Up to 2.33 it takes the first tmpfs that is mounted: in a container /dev,
// where it may not write (13); ENOSYS (38) where there is none, as on Lambda.
const noSemaphores = /^(?:OSError|FileNotFoundError|PermissionError)$/;

describeEngineWith(pythonRuntimeNeeds, 'Python', () => {
  let image: TestImage;
  beforeAll(async () => {
    image = await pythonRuntimeImage();
  }, imageTimeout);

  it.each<[PythonHandler | 'app' | 'app.nothing' | 'gone.handler', unknown]>([
    ['app.echo', answered({ a: 1 })],
    ['app.fails', failed('ValueError', 'the event is odd')],
    [
      'app.queue',
      failed(expect.stringMatching(noSemaphores), expect.stringMatching(/^\[Errno (?:2|13|38)\]/)),
    ],
    ['app.home', failed('OSError', expect.stringMatching(/^\[Errno 30\] Read-only file system: '\/home/))],
    ['queued.handler', refused(expect.stringMatching(noSemaphores))],
    ['app', refused('Runtime.MalformedHandlerName')],
    ['app.nothing', refused('Runtime.HandlerNotFound', "Handler 'nothing' missing on module 'app'")],
    [
      'gone.handler',
      refused('Runtime.ImportModuleError', "Unable to import module 'gone': No module named 'gone'"),
    ],
  ])('%s', async (handler, answer) => {
    await start(image, [{ a: 1 }], { command: [handler] });
    expect(await firstAnswer()).toEqual(answer);
  });
});

describeEngineWith(olderPythonNeeds, 'Python on an older C library', () => {
  let image: TestImage;
  beforeAll(async () => {
    image = await olderPythonImage();
  }, imageTimeout);

  it.each<[string, boolean, unknown]>([
    ['on Lambda, where no tmpfs is mounted', true, failed('OSError', '[Errno 38] Function not implemented')],
    [
      'in a container, where the engine mounts one',
      false,
      failed('PermissionError', '[Errno 13] Permission denied'),
    ],
  ])('a queue %s', async (_, mountsHidden, answer) => {
    await start(image, [{ a: 1 }], { command: ['app.queue'], mountsHidden });
    expect(await firstAnswer()).toEqual(answer);
  });
});
