import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { TooManyEvents } from '../../../src/domain/invocation/too-many-events.js';
import { scriptedRuntime } from '../../servers/process-sandboxes.js';
import { answer, hosted, never, until } from './hosted.js';

test.each([1, 5, 50])(
  '50 events at once with %i sandboxes: none is lost, none gets the answer of another',
  async (concurrency) => {
    const { invoke, sandboxes, lines } = hosted({ settings: { concurrency, timeout: 60 } });
    const events = Array.from({ length: 50 }, (_, number) => ({ do: 'echo', number }));
    const outcomes = await Promise.all(
      events.map((event) => invoke(event, { requestId: `r-${event.number}` })),
    );
    expect(outcomes.map((outcome) => [outcome.requestId, answer(outcome).number])).toEqual(
      events.map(({ number }) => [`r-${number}`, number]),
    );
    expect(sandboxes.created).toBeLessThanOrEqual(concurrency);
    // Each stream is one sandbox's, in which one event comes after the other.
    const streams = new Set(lines.map(({ logStream }) => logStream));
    for (const stream of streams) {
      const words = lines
        .filter(({ logStream }) => logStream === stream)
        .map(({ text }) => text.split(' ')[0]);
      expect(words.join(' ')).toMatch(/^(START END REPORT ?)*$/);
    }
    expect(lines.filter(({ text }) => text.startsWith('REPORT'))).toHaveLength(50);
  },
);

test('an event that finds all busy starts another sandbox, with a log stream of its own', async () => {
  const { invoke, texts, lines } = hosted({ settings: { concurrency: 3 } });
  const gate = await newGate();
  const running = [1, 2, 3].map(() => invoke({ do: 'await', path: gate.path }));
  await until(() => started(texts()) === 3);
  await gate.open();
  const outcomes = await Promise.all(running);
  expect(new Set(outcomes.map((outcome) => answer(outcome).pid)).size).toBe(3);
  expect(new Set(lines.map(({ logStream }) => logStream)).size).toBe(3);
});

test('beyond the limit events wait for their turn, in order', async () => {
  const { invoke } = hosted();
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4].map(async (number) => {
      await invoke({ do: 'echo', number });
      order.push(number);
    }),
  );
  expect(order).toEqual([1, 2, 3, 4]);
});

test('or are refused, if the function is set to', async () => {
  const { invoke } = hosted({ settings: { overflow: 'refuse' } });
  const gate = await newGate();
  const running = invoke({ do: 'await', path: gate.path });
  await expect(invoke({ do: 'echo' })).rejects.toBeInstanceOf(TooManyEvents);
  await gate.open();
  await running;
  await expect(invoke({ do: 'echo' })).resolves.toMatchObject({});
});

test('takes the sandbox that was used last, so that the others can go', async () => {
  const { invoke, texts } = hosted({ settings: { concurrency: 2 } });
  const gates = [await newGate(), await newGate()];
  const running = gates.map(({ path }) => invoke({ do: 'await', path }));
  await until(() => started(texts()) === 2);
  const pids: unknown[] = [];
  for (const [index, gate] of gates.entries()) {
    await gate.open();
    const outcome = await running[index];
    if (outcome) pids.push(answer(outcome).pid);
  }
  expect(new Set(pids).size).toBe(2);
  expect(answer(await invoke({ do: 'echo' })).pid).toBe(pids[1]);
});

test('an idle sandbox is gone after its time, and the next event starts another', async () => {
  const { invoke, sandboxes } = hosted({ settings: { idleAfter: 50 } });
  await invoke({ do: 'echo' });
  await until(() => sandboxes.present.length === 0);
  await invoke({ do: 'echo' });
  expect(sandboxes.created).toBe(2);
});

test('a sandbox that dies while it has nothing to do is noticed and dropped', async () => {
  const { invoke, sandboxes } = hosted();
  await invoke({ do: 'echo' });
  sandboxes.present[0]?.process?.kill('SIGKILL');
  await until(() => sandboxes.present.length === 0);
  expect(answer(await invoke({ do: 'echo' })).do).toBe('echo');
  expect(sandboxes.created).toBe(2);
});

test('one that is on its way out takes no event any more', async () => {
  const extension = fileURLToPath(new URL('../../servers/scripted-extension.mjs', import.meta.url));
  const environment = [`EXTENSION=${JSON.stringify({ ignoreShutdown: true })}`];
  const { invoke, sandboxes, texts } = hosted({
    image: { ...scriptedRuntime, environment, extensions: [extension] },
    settings: { idleAfter: 50, concurrency: 2 },
    limits: { shutdown: 500 },
  });
  const first = answer(await invoke({ do: 'echo' })).pid;
  await until(() => texts().some((text) => text.includes('SHUTDOWN spindown')));
  // Its extension goes on for a while, which must not be the end of an event.
  const second = await invoke({ do: 'echo' });
  expect(second.failure).toBeUndefined();
  expect(answer(second).pid).not.toBe(first);
  expect(sandboxes.created).toBe(2);
});

test('one that exits after its answer does not spoil the answer, nor the next event', async () => {
  const { invoke, sandboxes } = hosted();
  expect((await invoke({ do: 'echo', thenExit: 1 })).failure).toBeUndefined();
  expect(answer(await invoke({ do: 'echo' })).do).toBe('echo');
  expect(sandboxes.created).toBe(2);
});

test('one that works on after its answer takes no event until it asks for one', async () => {
  const { invoke, sandboxes } = hosted();
  const gate = await newGate();
  const first = await invoke({ do: 'echo', thenAwait: gate.path });
  let answers = 0;
  const second = invoke({ do: 'echo' }).finally(() => {
    answers += 1;
  });
  await sleep(100);
  expect(answers).toBe(0);
  await gate.open();
  expect(answer(await second).pid).toBe(answer(first).pid);
  expect(sandboxes.created).toBe(1);
});

test('and is ended when the time of its event is over', async () => {
  const { invoke, sandboxes, texts } = hosted({ settings: { timeout: 1 } });
  const gate = await newGate();
  await invoke({ do: 'echo', thenAwait: gate.path }, { requestId: 'r-1' });
  await until(() => sandboxes.present.length === 0);
  expect(texts().at(-1)).toMatch(/ r-1 Task timed out after 1\.00 seconds$/);
});

test('is frozen once it is quiet, and thawed for the next event', async () => {
  const { invoke, sandboxes } = hosted({ limits: { freezeAfter: 30 } });
  await invoke({ do: 'echo' });
  const sandbox = sandboxes.present[0];
  await until(() => sandbox?.calls.includes('freeze') ?? false);
  expect(answer(await invoke({ do: 'echo' })).do).toBe('echo');
  expect(sandbox?.calls).toContain('thaw');
});

test('a series of events never waits for the cold', async () => {
  const { invoke, sandboxes } = hosted({ limits: { freezeAfter: 5000 } });
  for (let n = 0; n < 5; n += 1) await invoke({ do: 'echo' });
  expect(sandboxes.present[0]?.calls).toEqual(['limitProcessors']);
});

test('giving up an event ends its sandbox', async () => {
  const { host, invoke, sandboxes, texts } = hosted();
  await host.warm(never);
  const stop = new AbortController();
  const running = host.invoke({ payload: Buffer.from('{"do":"hang"}') }, stop.signal);
  await until(() => started(texts()) === 1);
  stop.abort();
  await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(sandboxes.present).toHaveLength(0);
  expect(answer(await invoke({ do: 'echo' })).do).toBe('echo');
});

test('giving up an event that waits leaves the one that runs alone', async () => {
  const { host, invoke, sandboxes } = hosted();
  const gate = await newGate();
  const running = invoke({ do: 'await', path: gate.path });
  const stop = new AbortController();
  const waiting = host.invoke({ payload: Buffer.from('{"do":"echo"}') }, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await gate.open();
  expect((await running).failure).toBeUndefined();
  expect(sandboxes.created).toBe(1);
});

test('closing lets what runs end for as long as it is told', async () => {
  const { host, invoke, sandboxes, texts } = hosted();
  const gate = await newGate();
  const running = invoke({ do: 'await', path: gate.path });
  await until(() => started(texts()) === 1);
  const closing = host.close(60_000);
  await expect(invoke({ do: 'echo' })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await gate.open();
  expect(answer(await running).pid).toBeGreaterThan(0);
  await closing;
  expect(sandboxes.present).toHaveLength(0);
});

test('closing ends what runs, waits and only starts', async () => {
  const { host, invoke, close, sandboxes } = hosted({ settings: { concurrency: 2 } });
  await host.warm(never);
  const events = [1, 2, 3].map(() => invoke({ do: 'hang' }));
  const ends = Promise.allSettled(events);
  await close();
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(sandboxes.present).toHaveLength(0);
  await close();
});

function started(texts: string[]): number {
  return texts.filter((text) => text.startsWith('START ')).length;
}

/** What a function can wait for; never opens by itself. */
async function newGate(): Promise<{ readonly path: string; open(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-gate-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'open');
  return { path, open: () => writeFile(path, '') };
}
