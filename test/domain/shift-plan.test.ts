import { describe, expect, it } from 'vitest';
import { parseShift, planShift } from '../../src/domain/shift-plan.js';
import { thrownBy } from './thrown.js';

describe('parseShift', () => {
  it.each([
    ['linear:10%/1m', { kind: 'linear', percent: 10, pause: 60_000 }],
    ['canary:5%/1.5h', { kind: 'canary', percent: 5, pause: 5_400_000 }],
    ['linear:99%/300ms', { kind: 'linear', percent: 99, pause: 300 }],
    ['all', { kind: 'all' }],
  ])('reads %s', (text, setting) => {
    expect(parseShift(text)).toMatchObject(setting);
  });

  it.each([
    '',
    'linear',
    'linear:10%',
    'linear:0%/1m',
    'linear:100%/1m',
    'linear:10/1m',
    'linear:10%/1',
    'ALL',
    'linear:10%/1m ',
  ])('refuses "%s" and says how it is written', (text) => {
    const error = thrownBy(() => parseShift(text));
    expect(error).toMatchObject({ code: 'USAGE', message: expect.stringContaining('linear:10%/1m') });
  });
});

describe('planShift', () => {
  const steps = (text: string, reached?: number) =>
    planShift(parseShift(text), reached).map(({ percent, pause }) => [percent, pause]);

  it.each([
    ['all', undefined, [[100, 0]]],
    [
      'canary:10%/5m',
      undefined,
      [
        [10, 300_000],
        [100, 0],
      ],
    ],
    [
      'linear:50%/2s',
      undefined,
      [
        [50, 2_000],
        [100, 0],
      ],
    ],
    [
      'linear:25%/1s',
      undefined,
      [
        [25, 1_000],
        [50, 1_000],
        [75, 1_000],
        [100, 0],
      ],
    ],
    [
      'linear:30%/1s',
      undefined,
      [
        [30, 1_000],
        [60, 1_000],
        [90, 1_000],
        [100, 0],
      ],
    ],
    [
      'linear:99%/1s',
      undefined,
      [
        [99, 1_000],
        [100, 0],
      ],
    ],
    [
      'linear:25%/1s',
      25,
      [
        [50, 1_000],
        [75, 1_000],
        [100, 0],
      ],
    ],
    [
      'linear:25%/1s',
      60,
      [
        [75, 1_000],
        [100, 0],
      ],
    ],
    ['canary:10%/5m', 10, [[100, 0]]],
  ] as const)('%s from %s percent', (text, reached, wanted) => {
    expect(steps(text, reached)).toEqual(wanted);
  });

  it('has a step for each percent at most', () => {
    expect(steps('linear:1%/1s')).toHaveLength(100);
    expect(steps('linear:7%/1s').at(-2)).toEqual([98, 1_000]);
  });
});
