/** The clock sleeps, and wakes with INTERRUPTED. */
import { expect, it } from 'vitest';
import { createClock } from '../../../src/adapters/node/clock.js';

const clock = createClock();

it('sleeps at least as long as asked', async () => {
  const before = performance.now();
  await clock.sleep(30, new AbortController().signal);
  // Timers may fire a millisecond early.
  expect(performance.now() - before).toBeGreaterThanOrEqual(28);
});

it('ends at once with INTERRUPTED when the signal fires', async () => {
  const stop = new AbortController();
  const sleeping = clock.sleep(60_000, stop.signal);
  stop.abort();
  await expect(sleeping).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
});

it('does not even start when the signal has fired already', async () => {
  await expect(clock.sleep(60_000, AbortSignal.abort())).rejects.toMatchObject({ code: 'INTERRUPTED' });
});

it('leaves no listener behind on a signal that lives as long as the run', async () => {
  const stop = new AbortController();
  let listeners = 0;
  const add = stop.signal.addEventListener.bind(stop.signal);
  const remove = stop.signal.removeEventListener.bind(stop.signal);
  stop.signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1;
    add(...args);
  };
  stop.signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...args);
  };
  for (let i = 0; i < 20; i += 1) await clock.sleep(0, stop.signal);
  expect(listeners).toBe(0);
});
