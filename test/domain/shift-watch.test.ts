import { describe, expect, it } from 'vitest';
import { breachOf } from '../../src/domain/shift-watch.js';

const quiet = { name: 'a', state: 'OK', reason: '' };

describe('breachOf', () => {
  it.each([
    ['nothing at all', [], { invocations: 0, errors: 0 }, 0, undefined],
    [
      'quiet alarms',
      [quiet, { ...quiet, state: 'INSUFFICIENT_DATA' }],
      { invocations: 9, errors: 0 },
      0,
      undefined,
    ],
    ['an alarm', [{ ...quiet, state: 'ALARM' }], { invocations: 9, errors: 0 }, 100, 'alarm a is in ALARM'],
    [
      'one error',
      [],
      { invocations: 1000, errors: 1 },
      0,
      '1 of its 1000 invocations failed (0.1%, tolerated 0%)',
    ],
    ['errors as many as tolerated', [], { invocations: 100, errors: 5 }, 5, undefined],
    [
      'more than tolerated',
      [],
      { invocations: 100, errors: 6 },
      5,
      '6 of its 100 invocations failed (6%, tolerated 5%)',
    ],
    [
      'errors that came before their invocations',
      [],
      { invocations: 0, errors: 2 },
      5,
      '2 of its 2 invocations failed (100%, tolerated 5%)',
    ],
  ])('%s', (_what, alarms, counts, tolerated, breach) => {
    expect(breachOf({ alarms, counts }, tolerated)).toBe(breach);
  });
});
