/** When the engine is asked, and what is cleaned up after a process that was killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf } from '../../../../src/domain/digest.js';
import type { FunctionHosting } from '../../../../src/ports/function-host.js';
import { createLateHosting } from '../../../../src/region/lambda/invocation/late-hosting.js';
import { openStore } from '../../../../src/region/store.js';
import { createInProcessHosting, eventually } from '../../in-process-hosting.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lading-hosting-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One process: its store, and how often it removed what others left. */
function open(make?: () => Promise<FunctionHosting>, reaped: () => Promise<unknown> = async () => 0) {
  const { hosting, engine } = createInProcessHosting({});
  const store = openStore(folder);
  let reaps = 0;
  const late = createLateHosting({
    hosting: make ?? hosting,
    engine,
    store,
    provideImage: async () => digestOf(''),
    reap: () => {
      reaps += 1;
      return reaped();
    },
  });
  return { late, reaps: () => reaps, kill: () => store.close(), marks: store.table('lambda.hosting') };
}

it('cleans up only after a process that was killed while functions ran, and once', async () => {
  const idle = open();
  idle.kill();
  const running = open();
  expect(running.reaps()).toBe(0);
  await running.late.hosting();
  running.kill();

  const next = open();
  expect(next.reaps()).toBe(1);
  await eventually(() => expect(next.marks.entries()).toEqual([]));
  next.kill();
  const later = open();
  expect(later.reaps()).toBe(0);
  later.kill();
});

it('has nothing to clean up after one that ended well', async () => {
  const first = open();
  await first.late.hosting();
  await first.late.close();
  first.kill();
  const next = open();
  expect(next.reaps()).toBe(0);
  next.kill();
});

it('tries again at the next start when the engine did not answer, and keeps the mark while it runs functions itself', async () => {
  const first = open();
  await first.late.hosting();
  first.kill();
  const unreachable = open(undefined, () => Promise.reject(new Error('no engine')));
  expect(unreachable.reaps()).toBe(1);
  await new Promise(setImmediate);
  unreachable.kill();
  let done: (value: unknown) => void = () => undefined;
  const busy = open(undefined, () => new Promise((resolve) => (done = resolve)));
  await busy.late.hosting();
  done(0);
  await new Promise(setImmediate);
  expect(busy.marks.entries()).toHaveLength(1);
  busy.kill();
});

it('asks for the hosting again after it could not be had', async () => {
  let tries = 0;
  const { hosting } = createInProcessHosting({});
  const flaky = open(() => (++tries === 1 ? Promise.reject(new Error('not yet')) : hosting()));
  await expect(flaky.late.hosting()).rejects.toThrow('not yet');
  await flaky.late.hosting();
  await flaky.late.hosting();
  expect(tries).toBe(2);
  await flaky.late.close();
  flaky.kill();
});
