/** What check and deploy --check start of an image, and what they say where it cannot be started. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { digestOf } from '../../src/domain/digest.js';
import { parseFunctionName } from '../../src/domain/function-name.js';
import { AppError } from '../../src/errors/app-error.js';
import type { LocalImage } from '../../src/ports/container-engine.js';
import { createFunctionHosting } from '../../src/region/runtime/function-hosting.js';
import type { Candidate } from '../../src/services/candidate.js';
import { type StartTask, startCandidate } from '../../src/services/start-candidate.js';
import { type FakeEngine, startFakeEngine } from '../servers/fake-engine.js';
import { processSandboxes, scriptedRuntime } from '../servers/process-sandboxes.js';

const id = digestOf('a started image');
const image: LocalImage = {
  id,
  os: 'linux',
  architecture: 'amd64',
  size: 0,
  layerCount: 1,
  diffIds: [],
  entryPoint: [],
  command: [],
  workingDirectory: '',
  environment: [],
  repositoryDigests: [],
};

let engine: FakeEngine;
beforeAll(async () => {
  engine = await startFakeEngine({});
});
afterAll(() => engine.close());

function candidate(changes: { architecture?: string; origin?: Candidate['origin'] } = {}): Candidate {
  const { architecture = 'amd64', origin = { kind: 'engine', image } } = changes;
  return { id, facts: { ...image, architecture }, origin };
}

async function start(task: Partial<StartTask>, createFails?: AppError) {
  const sandboxes = processSandboxes({ [id]: scriptedRuntime });
  const hosting = createFunctionHosting({
    engine: async () => {
      if (createFails) throw createFails;
      return sandboxes.engine;
    },
    images: async () => sandboxes.images,
  });
  onTestFinished(hosting.close);
  const report = await startCandidate(
    { candidate: candidate(), functions: [{ name: parseFunctionName('one'), configuration: {} }], ...task },
    { engine: async () => engine.engine, hosting: async () => hosting },
    { onStart: () => undefined, onLog: () => undefined },
    new AbortController().signal,
  );
  return { ...report, created: sandboxes.created };
}

it('starts an image of the engine that is for its architecture', async () => {
  const { probes, findings, skipped } = await start({ event: '{"do":"echo"}' });
  expect(probes).toMatchObject([
    { name: 'one', init: { kind: 'ready' }, event: { tail: expect.any(String) } },
  ]);
  expect(findings).toEqual([]);
  expect(skipped).toBeUndefined();
});

it('says with several functions which one it is that does not start', async () => {
  const failing = { environment: { STARTUP: '{"exit":7}' } };
  const { findings } = await start({
    functions: [
      { name: parseFunctionName('good'), configuration: {} },
      { name: parseFunctionName('bad'), configuration: failing },
    ],
  });
  expect(findings).toMatchObject([
    { id: 'C9', severity: 'error', message: expect.stringMatching(/^bad: it ended .* exit code 7/) },
  ]);
});

it.each<[string, Partial<StartTask>, AppError | undefined, string]>([
  [
    'lies elsewhere',
    { candidate: candidate({ origin: { kind: 'content', content: {} as never } }) },
    undefined,
    'it is not in the container engine',
  ],
  [
    'is for another processor',
    { candidate: candidate({ architecture: 'arm64' }) },
    undefined,
    'it is for arm64, and the container engine is x86_64',
  ],
  [
    'is for a processor that Lambda does not have',
    { candidate: candidate({ architecture: 's390x' }) },
    undefined,
    'it is for s390x, and the container engine is x86_64',
  ],
  [
    'finds an engine that makes no sandboxes',
    {},
    new AppError({ code: 'SANDBOX_FAILED', message: 'This engine is rootless.' }),
    'This engine is rootless.',
  ],
])('an image that %s is a warning with a way out', async (_, task, failure, why) => {
  const { probes, findings, skipped, created } = await start(task, failure);
  expect(skipped).toBe(why);
  expect(probes).toEqual([]);
  expect(created).toBe(0);
  expect(findings).toMatchObject([
    {
      id: 'START',
      severity: 'warning',
      message: `it was not started: ${why}`,
      suggestions: [expect.stringContaining('lading check IMAGE')],
    },
  ]);
});

it('passes on what is no answer about the image', async () => {
  const gone = new AppError({ code: 'ENGINE_UNREACHABLE', message: 'No container engine answers.' });
  await expect(start({}, gone)).rejects.toBe(gone);
});
