/** How long the policy waits and when it stops, without waiting. */
import { describe, expect, it } from 'vitest';
import { createInvocationRetryPolicy, createRetryPolicy } from '../../../src/adapters/aws/retry-policy.js';

type Failure = Parameters<ReturnType<typeof createRetryPolicy>['refreshRetryTokenForRetry']>[1];

/** Delays until the policy gives up. */
async function delays(failure: Failure, policy = createRetryPolicy()): Promise<number[]> {
  let token = await policy.acquireInitialRetryToken('');
  const found: number[] = [];
  for (;;) {
    const next = await policy.refreshRetryTokenForRetry(token, failure).catch(() => undefined);
    if (!next) return found;
    token = next;
    found.push(token.getRetryDelay());
  }
}

describe('retry policy', () => {
  it('waits half to all of a doubling ceiling for broken connections and 5xx, 3 s in all', async () => {
    for (const errorType of ['TRANSIENT', 'SERVER_ERROR'] as const) {
      const found = await delays({ errorType });
      expect(found).toHaveLength(4);
      for (const [index, ceiling] of [200, 400, 800, 1600].entries()) {
        expect(found[index]).toBeGreaterThanOrEqual(ceiling / 2);
        expect(found[index]).toBeLessThanOrEqual(ceiling);
      }
    }
  });

  it('asks a server once more that has not answered in time', async () => {
    const message = 'a request has exceeded the configured 60000 ms requestTimeout.';
    const error = Object.assign(new Error(message), { name: 'TimeoutError' });
    expect(await delays({ errorType: 'TRANSIENT', error })).toHaveLength(1);
  });

  it('is more patient when throttled, up to 8 s at a time', async () => {
    const found = await delays({ errorType: 'THROTTLING' });
    expect(found).toHaveLength(7);
    expect(Math.max(...found)).toBeLessThanOrEqual(8_000);
    expect(found.at(-1)).toBeGreaterThanOrEqual(4_000);
  });

  it('believes a server that names a time, within reason', async () => {
    const [soon = 0] = await delays({
      errorType: 'THROTTLING',
      retryAfterHint: new Date(Date.now() + 10_000),
    });
    expect(soon).toBeGreaterThan(9_000);
    const [late = 0] = await delays({
      errorType: 'THROTTLING',
      retryAfterHint: new Date(Date.now() + 3_600_000),
    });
    expect(late).toBe(20_000);
  });

  it('does not repeat what was refused, nor a quota that only looks like throttling', async () => {
    expect(await delays({ errorType: 'CLIENT_ERROR' })).toEqual([]);
    const quota = Object.assign(new Error('too many repositories'), { name: 'LimitExceededException' });
    expect(await delays({ errorType: 'THROTTLING', error: quota })).toEqual([]);
  });
});

describe('for events', () => {
  const events = createInvocationRetryPolicy();

  it('keeps somebody who waits for a throttled function for 8 s at most', async () => {
    const found = await delays({ errorType: 'THROTTLING' }, events);
    expect(found).toHaveLength(4);
    expect(found.reduce((sum, delay) => sum + delay)).toBeLessThanOrEqual(8_000);
  });

  it('repeats nothing that may have run', async () => {
    for (const errorType of ['TRANSIENT', 'SERVER_ERROR'] as const)
      expect(await delays({ errorType, error: new Error('lost') }, events)).toEqual([]);
    const refused = Object.assign(new Error('refused'), { syscall: 'connect', code: 'ECONNREFUSED' });
    expect(await delays({ errorType: 'TRANSIENT', error: refused }, events)).toHaveLength(4);
  });
});
