/** How long a function is waited for that is not ready, without waiting. */
import { expect, it } from 'vitest';
import type { FunctionName } from '../../src/domain/function-spec.js';
import { AppError } from '../../src/errors/app-error.js';
import type { FunctionInvoker, Invocation } from '../../src/ports/function-invoker.js';
import { sendEvent } from '../../src/services/send-event.js';
import { failureOf } from './failure-of.js';

const request = {
  name: 'hello' as FunctionName,
  qualifier: 'live',
  payload: '{}',
  type: 'RequestResponse',
  tail: true,
  waitTimeout: 60_000,
} as const;
const answer: Invocation = { statusCode: 200, payload: new Uint8Array() };

const pending = (text = 'Pending') =>
  new AppError({ code: 'FUNCTION_BUSY', message: text, details: { retry: 'conflict' } });

/** Time passes only in sleeps. Each attempt meets the next of the script, the last one for ever. */
function world(...script: (AppError | Invocation)[]) {
  let now = 0;
  const pauses: number[] = [];
  let attempts = 0;
  const patience: number[] = [];
  const invoke: FunctionInvoker['invoke'] = async (sent) => {
    patience.push(sent.patience);
    const next = script[Math.min(attempts, script.length - 1)];
    attempts += 1;
    if (next instanceof AppError) throw next;
    return next ?? answer;
  };
  const invoker = { invoke, stream: invoke };
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
      pauses.push(milliseconds);
    },
  };
  return { deps: { invoker, clock }, pauses, attempts: () => attempts, patience };
}

const never = new AbortController().signal;

it('asks again with growing pauses, and tells each reason once', async () => {
  const { deps, pauses, attempts } = world(pending(), pending(), pending('Inactive'), answer);
  const told: string[] = [];
  const onWait = (reason: string): void => void told.push(reason);
  expect(await sendEvent({ ...request, onWait }, deps, never)).toBe(answer);
  expect(attempts()).toBe(4);
  expect(pauses).toEqual([500, 1_000, 2_000]);
  expect(told).toEqual(['Pending', 'Inactive']);
});

it('looks a last time when the time is over, and then ends with what Lambda said', async () => {
  const { deps, pauses } = world(pending('still Pending'));
  const error = await failureOf(sendEvent(request, deps, never));
  expect(error.code).toBe('WAIT_TIMEOUT');
  expect(error.message).toContain(
    'did not become ready in 60 s, so the event did not reach it. still Pending',
  );
  expect(pauses.reduce((sum, pause) => sum + pause)).toBe(60_000);
});

it('waits longer for an answer than a function may run', async () => {
  const { deps, patience } = world(answer);
  await sendEvent({ ...request, waitTimeout: 0 }, deps, never);
  expect(patience[0]).toBeGreaterThan(900_000);
});

it('does not repeat anything else', async () => {
  for (const code of ['REMOTE_UNAVAILABLE', 'THROTTLED', 'FUNCTION_FAILED'] as const) {
    const refusal = new AppError({ code, message: 'no', details: { retry: 'network' } });
    const { deps, attempts } = world(refusal);
    expect(await failureOf(sendEvent(request, deps, never))).toBe(refusal);
    expect(attempts()).toBe(1);
  }
});
