import { describe, expect, it } from 'vitest';
import { createStopwatch } from '../../src/pipeline/stopwatch.js';
import { createEffectLog } from '../../src/services/effect-log.js';

describe('createStopwatch', () => {
  it('adds up phases in whole milliseconds, also of work that fails', async () => {
    let now = 1_000;
    const watch = createStopwatch(() => now);
    const work = async (milliseconds: number) => {
      now += milliseconds;
      return milliseconds;
    };
    expect(await watch.measure('push', () => work(10.4))).toBe(10.4);
    await watch.measure('push', () => work(10.3));
    await watch
      .measure('wait', async () => {
        await work(5);
        throw new Error('no');
      })
      .catch(() => undefined);
    watch.add('push', -1);
    expect(watch.read(['push', 'wait', 'build'])).toEqual({ push: 20, wait: 5, build: 0, total: 26 });
  });
});

describe('createEffectLog', () => {
  it('keeps the order, and what it gives away stays as it was', () => {
    const log = createEffectLog();
    log.did('one');
    const before = log.all();
    log.did('two');
    expect(before).toEqual(['one']);
    expect(log.all()).toEqual(['one', 'two']);
  });
});
