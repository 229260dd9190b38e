/** Images of check started by the real runtime over process sandboxes: who is started with what, how often, and what is left. */
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { digestOf } from '../../src/domain/digest.js';
import { parseFunctionName } from '../../src/domain/function-name.js';
import { createFunctionHosting } from '../../src/region/runtime/function-hosting.js';
import { describeProbe, type ProbeTask, probeImage, startsOf } from '../../src/services/probe-image.js';
import { type ProcessImage, processSandboxes, scriptedRuntime } from '../servers/process-sandboxes.js';

const [node = '', runtime = ''] = scriptedRuntime.entryPoint;
const never = new AbortController().signal;

/** Needs 1 GB to start. */
const large: ProcessImage = {
  entryPoint: [
    '/bin/sh',
    '-c',
    `test "$AWS_LAMBDA_FUNCTION_MEMORY_SIZE" -gt 1000 && exec ${node} ${runtime}; kill -9 $$`,
  ],
  outOfMemoryWhenKilled: true,
};

function hostingOf(image: ProcessImage) {
  const imageId = digestOf('a probed image');
  const sandboxes = processSandboxes({ [imageId]: image });
  const hosting = createFunctionHosting({
    engine: async () => sandboxes.engine,
    images: async () => sandboxes.images,
  });
  onTestFinished(hosting.close);
  return { imageId, sandboxes, hosting };
}

async function probe(image: ProcessImage, task: Partial<ProbeTask> = {}, signal = never) {
  const { imageId, sandboxes, hosting } = hostingOf(image);
  const started: string[] = [];
  const lines: string[] = [];
  const probes = await probeImage(
    {
      imageId,
      architecture: 'x86_64',
      functions: startsOf([{ name: parseFunctionName('one'), configuration: {} }]),
      ...task,
    },
    hosting,
    { onStart: (name) => started.push(name), onLog: ({ text }) => lines.push(text) },
    signal,
  );
  return { probes, started, lines, sandboxes };
}

it('stays with an extension that works on after the answer only until it is stopped', async () => {
  const stop = new AbortController();
  const extension = fileURLToPath(new URL('../servers/scripted-extension.mjs', import.meta.url));
  const functions = startsOf([{ name: parseFunctionName('one'), configuration: { timeout: 60 } }]);
  const image = { ...scriptedRuntime, environment: ['EXTENSION={"work":60000}'], extensions: [extension] };
  const { imageId, sandboxes, hosting } = hostingOf(image);
  const onLog = ({ text }: { readonly text: string }): void => {
    if (text.startsWith('REPORT')) setTimeout(() => stop.abort(), 20);
  };
  const task = { imageId, architecture: 'x86_64', functions, event: '{"do":"echo"}' } as const;
  const probing = probeImage(task, hosting, { onStart: () => undefined, onLog }, stop.signal);
  await expect(probing).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(sandboxes.present).toEqual([]);
});

it('starts once each way in which functions start it, and removes every sandbox', async () => {
  const functions = startsOf([
    { name: parseFunctionName('one'), configuration: {} },
    { name: parseFunctionName('same'), configuration: { memorySize: 128, timeout: 3, imageConfig: {} } },
    { name: parseFunctionName('other'), configuration: { environment: { STARTUP: '{"exit":1}' } } },
  ]);
  const { probes, started, sandboxes } = await probe(scriptedRuntime, { functions, event: '{"do":"echo"}' });
  expect(started).toEqual(['one', 'other']);
  expect(probes.map(({ name }) => name)).toEqual(['one', 'other']);
  expect(probes[0]).toMatchObject({
    settings: { memorySize: 128, timeout: 3, assumed: ['memorySize', 'timeout'] },
    init: { kind: 'ready' },
    findings: [],
  });
  expect(probes.map(describeProbe)[0]).toMatch(/^one: ready after \d+ ms, event answered after \d+ ms$/);
  expect(sandboxes.created).toBe(2);
  expect(sandboxes.present).toEqual([]);
});

it('gives the variables of the function, and no credentials of anybody', async () => {
  const functions = startsOf([
    { name: parseFunctionName('one'), configuration: { environment: { BUCKET: 'photos' } } },
  ]);
  const { probes } = await probe(scriptedRuntime, { functions, event: '{"do":"environment"}' });
  const { payload = new Uint8Array() } = probes[0]?.event ?? {};
  expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({
    BUCKET: 'photos',
    AWS_LAMBDA_FUNCTION_NAME: 'one',
    AWS_ACCESS_KEY_ID: 'local',
  });
});

it('gives no event to what does not start', async () => {
  const { probes, lines } = await probe(
    { entryPoint: ['/bin/sh', '-c', 'echo no licence; exit 3'] },
    { event: '{}' },
  );
  expect(probes).toMatchObject([{ init: { kind: 'exited', exitCode: 3 }, findings: [{ id: 'C9' }] }]);
  expect(probes[0]).not.toHaveProperty('event');
  expect(probes.map(describeProbe)[0]).toMatch(/^one: exited after \d+ ms$/);
  expect(lines).toContain('no licence');
});

it('holds too little memory against functions that are known', async () => {
  const { probes, sandboxes } = await probe(large);
  expect(probes).toMatchObject([{ findings: [{ id: 'C10', severity: 'error' }] }]);
  expect(sandboxes.created).toBe(1);
});

it('starts it again with more where nobody knows the function', async () => {
  const { probes, sandboxes } = await probe(large, { stranger: true });
  const message = expect.stringMatching(/more memory to start than 128 MB.*unless memorySize is set/);
  expect(probes).toMatchObject([
    { init: { kind: 'exited' }, settings: { memorySize: 128 }, findings: [] },
    {
      init: { kind: 'ready' },
      settings: { memorySize: 3_008, timeout: 30, assumed: [] },
      findings: [{ id: 'C10', severity: 'warning', message }],
    },
  ]);
  expect(sandboxes.created).toBe(2);
  expect(sandboxes.present).toEqual([]);
});

it('does not start it again with what was named', async () => {
  const functions = startsOf([{ name: parseFunctionName('one'), configuration: { memorySize: 128 } }]);
  const { probes } = await probe(large, { stranger: true, functions });
  expect(probes).toMatchObject([{ findings: [{ id: 'C10', severity: 'error' }] }]);
});

it('tells what is wrong with more memory as well, and that once', async () => {
  const { probes } = await probe(
    { ...large, entryPoint: ['/bin/sh', '-c', 'kill -9 $$'] },
    { stranger: true },
  );
  expect(probes.flatMap(({ findings }) => findings)).toMatchObject([
    { id: 'C10', severity: 'error', message: expect.stringContaining('3008 MB') },
  ]);
});

it('leaves nothing when it is interrupted', async () => {
  const { imageId, sandboxes, hosting } = hostingOf({ entryPoint: ['/bin/sh', '-c', 'echo here; sleep 60'] });
  const stop = new AbortController();
  const probing = probeImage(
    {
      imageId,
      architecture: 'x86_64',
      functions: startsOf([{ name: parseFunctionName('one'), configuration: {} }]),
    },
    hosting,
    { onStart: () => undefined, onLog: () => stop.abort() },
    stop.signal,
  );
  await expect(probing).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(sandboxes.created).toBe(1);
  expect(sandboxes.present).toEqual([]);
});
