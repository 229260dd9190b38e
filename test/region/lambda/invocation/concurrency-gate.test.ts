/** Places for events: as many as there are, in the order of asking. */
import { expect, it } from 'vitest';
import { createConcurrencyGate } from '../../../../src/region/lambda/invocation/concurrency-gate.js';

const never = new AbortController().signal;

it('counts each function on its own, and takes a place back once', () => {
  const gate = createConcurrencyGate();
  const leave = gate.tryEnter('a', 1);
  expect(gate.tryEnter('a', 1)).toBeUndefined();
  expect(gate.tryEnter('b', 1)).toBeDefined();
  leave?.();
  leave?.();
  expect(gate.tryEnter('a', 1)).toBeDefined();
  expect(gate.tryEnter('a', 1)).toBeUndefined();
});

it('lets in who waits, in order, as far as the limit goes by then', async () => {
  const gate = createConcurrencyGate();
  const entered: number[] = [];
  let limit = 1;
  const leaving = await gate.enter('a', () => limit, never);
  const waiting = [1, 2, 3].map(async (n) => {
    const leave = await gate.enter('a', () => limit, never);
    entered.push(n);
    return leave;
  });
  await Promise.resolve();
  expect(entered).toEqual([]);
  limit = 2;
  leaving();
  const [first] = await Promise.all(waiting.slice(0, 2));
  expect(entered).toEqual([1, 2]);
  first?.();
  await waiting[2];
  expect(entered).toEqual([1, 2, 3]);
});

it('forgets who gives up', async () => {
  const gate = createConcurrencyGate();
  const leave = await gate.enter('a', () => 1, never);
  const stop = new AbortController();
  const impatient = gate.enter('a', () => 1, stop.signal);
  const patient = gate.enter('a', () => 1, never);
  stop.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  leave();
  await patient;
  await expect(gate.enter('a', () => 1, AbortSignal.abort(new Error('at once')))).rejects.toThrow('at once');
});
