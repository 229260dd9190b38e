/** Invoke with containers: images that only the region has, warm sandboxes, many events at once, and nothing left behind. */
import { homedir } from 'node:os';
import { CreateFunctionCommand, InvokeCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectContainers } from '../../../src/adapters/docker/connect-engine.js';
import { digestHex } from '../../../src/domain/digest.js';
import { createFunctionHosting } from '../../../src/region/runtime/function-hosting.js';
import type { ShellBehaviour } from '../../images/shell-runtime.js';
import { describeEngine, removeLater } from '../../servers/engine.js';
import { type ShellImage, shellImage } from '../docker-archive/shell-image.js';
import { startTestRegion, type TestRegion } from '../test-region.js';

describeEngine('a region with an engine', () => {
  const docker = new Docker();
  let region: TestRegion;
  let Role: string;
  beforeAll(async () => {
    const connected = connectContainers({ env: process.env, homeFolder: homedir() });
    const engine = async () => (await connected).engine;
    const sandboxes = async () => (await connected).sandboxes();
    const hosting = async () => createFunctionHosting({ engine: sandboxes, images: engine });
    region = await startTestRegion({ hosting, engine });
    Role = await region.role('worker');
  });
  afterAll(() => region?.close());

  async function create(FunctionName: string, behaviour: ShellBehaviour): Promise<ShellImage> {
    const image = await shellImage(behaviour);
    const Code = { ImageUri: await region.push('shell', FunctionName.toLowerCase(), image) };
    await region.lambda.send(
      new CreateFunctionCommand({ FunctionName, Role, PackageType: 'Image', Code, Timeout: 20 }),
    );
    region.settle();
    return image;
  }

  async function invoke(FunctionName: string, event: unknown = {}) {
    const Payload = Buffer.from(JSON.stringify(event));
    const answer = await region.lambda.send(new InvokeCommand({ FunctionName, Payload, LogType: 'Tail' }));
    return {
      error: answer.FunctionError,
      payload: Buffer.from(answer.Payload ?? []).toString(),
      log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
    };
  }

  const loaded = (name: string, { digest }: ShellImage) =>
    docker.getImage(`lading/region/${name}:${digestHex(digest).slice(0, 12)}`).inspect();
  const containersOf = (name: string) =>
    docker.listContainers({ all: true, filters: { name: [`lading-${name}-`] } });

  it('loads an image that was never built here, once, and keeps its sandbox', async () => {
    const image = await create('Loads_It', 'echo');
    await expect(docker.getImage(image.config).inspect()).rejects.toMatchObject({ statusCode: 404 });
    const cold = await invoke('Loads_It', { n: 1 });
    removeLater(image.config);
    expect(cold).toMatchObject({ error: undefined, payload: '{"n":1}' });
    expect(cold.log).toContain('Init Duration');
    expect((await loaded('loads-it', image)).Id).toBe(image.config);
    const warm = await invoke('Loads_It', { n: 2 });
    expect(warm.payload).toBe('{"n":2}');
    expect(warm.log).not.toContain('Init Duration');
    expect(await containersOf('Loads_It')).toHaveLength(1);
  });

  it('runs new code in new sandboxes', async () => {
    const first = await create('changing', 'echo');
    expect((await invoke('changing', { n: 1 })).payload).toBe('{"n":1}');
    const second = await shellImage('fail');
    const ImageUri = await region.push('shell', 'second', second);
    await region.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'changing', ImageUri }));
    region.settle();
    const failed = await invoke('changing');
    for (const { config } of [first, second]) removeLater(config);
    expect(failed.error).toBe('Unhandled');
    expect(JSON.parse(failed.payload)).toMatchObject({ errorMessage: 'the event is odd', errorType: 'Odd' });
  });

  it('answers many events at once, each with its own', async () => {
    removeLater((await create('many', 'echo')).config);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => invoke('many', { n })));
    expect(answers.map(({ payload }) => JSON.parse(payload).n)).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    );
    expect((await containersOf('many')).length).toBeLessThanOrEqual(10);
  });

  it('loses none of the events that run or wait while the code changes', async () => {
    removeLater((await create('renewed', 'wait')).config);
    await invoke('renewed', { seconds: 0 });
    const events = Array.from({ length: 14 }, (_, n) => invoke('renewed', { n, seconds: 1 }));
    await expect.poll(async () => (await containersOf('renewed')).length, { timeout: 10_000 }).toBe(10);
    const next = await shellImage('echo');
    const ImageUri = await region.push('shell', 'renewed-2', next);
    await region.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'renewed', ImageUri }));
    region.settle();
    events.push(invoke('renewed', { n: 14 }));
    const answers = await Promise.all(events);
    removeLater(next.config);
    expect(answers.map(({ payload }) => JSON.parse(payload).n)).toEqual(
      Array.from({ length: 15 }, (_, n) => n),
    );
  });

  it('says what Lambda says of a program that ends', async () => {
    removeLater((await create('ending', 'exit-0')).config);
    const { error, payload } = await invoke('ending');
    expect(error).toBe('Unhandled');
    expect(JSON.parse(payload)).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/Error: Runtime exited without providing a reason$/),
    });
  });

  it('leaves no container when it closes, not even of what runs', async () => {
    removeLater((await create('running', 'wait')).config);
    const broken = expect(invoke('running', { seconds: 15 })).rejects.toThrow();
    await expect.poll(async () => (await containersOf('running')).length, { timeout: 10_000 }).toBe(1);
    await region.close();
    await broken;
    for (const name of ['running', 'many', 'Loads_It']) expect(await containersOf(name)).toEqual([]);
  });
});
