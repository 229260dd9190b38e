import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { keepSuccess } from '../../../src/domain/keep-success.js';
import { createFreezer } from '../../../src/region/runtime/freezer.js';
import { createTurnstile } from '../../../src/region/runtime/turnstile.js';
import { within } from '../../../src/region/runtime/within.js';

const forever = new Promise<never>(() => undefined);

test('waiting ends with the work, with its time, or with a signal', async () => {
  const fired = new AbortController();
  fired.abort();
  expect(await within(Promise.resolve(1), { milliseconds: 1000 })).toEqual({ done: true, value: 1 });
  expect(await within(forever, { milliseconds: 1 })).toEqual({ done: false });
  expect(await within(forever, { signals: [fired.signal] })).toEqual({ done: false, by: fired.signal });
  await expect(within(Promise.reject(new Error('no')), { milliseconds: 1000 })).rejects.toThrow('no');
});

test('what happens to work that nobody waits for any more harms nobody', async () => {
  const late = sleep(5).then(() => Promise.reject(new Error('late')));
  expect((await within(late, { milliseconds: 1 })).done).toBe(false);
  await sleep(20);
});

test('a turnstile lets so many through at once, the others in order', async () => {
  const { pass } = createTurnstile(2, 60_000);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const work = (number: number) => async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    order.push(number);
    await sleep(2);
    inside -= 1;
  };
  await Promise.all([1, 2, 3, 4, 5].map((number) => pass(work(number))));
  expect(most).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5]);
});

test('one that hangs does not hold up the others for long, one that fails not at all', async () => {
  const { pass } = createTurnstile(1, 20);
  await expect(pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  void pass(() => forever);
  expect(await pass(async () => 'through')).toBe('through');
});

test('a success is kept, a failure is tried again', async () => {
  let calls = 0;
  const get = keepSuccess(async () => {
    calls += 1;
    if (calls === 1) throw new Error('not yet');
    return calls;
  });
  await expect(get()).rejects.toThrow('not yet');
  expect(await Promise.all([get(), get()])).toEqual([2, 2]);
});

test('a sandbox is never thawed while it is still being frozen', async () => {
  const calls: string[] = [];
  const slow = (name: string) => async (): Promise<void> => {
    calls.push(name);
    await sleep(20);
    calls.push(`${name} done`);
  };
  const freezer = createFreezer({ freeze: slow('freeze'), thaw: slow('thaw') }, 1, () => undefined);
  freezer.rest();
  await sleep(10);
  await freezer.wake();
  expect(calls).toEqual(['freeze', 'freeze done', 'thaw', 'thaw done']);
  await freezer.wake();
  expect(calls).toHaveLength(4);
});
