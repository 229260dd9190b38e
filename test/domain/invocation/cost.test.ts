/** Estimates against numbers worked out by hand. */
import { expect, it } from 'vitest';
import { estimateCost } from '../../../src/domain/invocation/cost.js';

it('is duration by memory by price, and the request', () => {
  // 0.1 s × 1 GB × 0.0000166667 = 0.00000166667, and 0.0000002.
  expect(
    estimateCost({ billedDuration: 100, memorySize: 1024 }, { region: 'us-east-1', architecture: 'x86_64' }),
  ).toEqual({
    currency: 'USD',
    invocation: 0.00000186667,
    million: 1.86667,
    region: 'us-east-1',
    architecture: 'x86_64',
    pricesAsOf: '2026-09-19',
  });
});

it('knows that arm64 is cheaper and some regions are dearer', () => {
  const report = { billedDuration: 1000, memorySize: 1024 };
  const million = (region: string, architecture: 'x86_64' | 'arm64') =>
    estimateCost(report, { region, architecture })?.million;
  expect(million('eu-west-1', 'x86_64')).toBe(16.8667);
  expect(million('eu-west-1', 'arm64')).toBe(13.5334);
  expect(million('ap-east-1', 'x86_64')).toBe(23.2);
});

it.each(['mars-north-1', 'constructor'])('does not guess: %s', (region) => {
  expect(
    estimateCost({ billedDuration: 1, memorySize: 128 }, { region, architecture: 'arm64' }),
  ).toBeUndefined();
});
