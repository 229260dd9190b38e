import { expect, test } from 'vitest';

interface Spread {
  median: number;
  min: number;
  max: number;
}
interface Summaries {
  spread: (values: readonly number[]) => Spread;
  summarizeCase: (
    title: string,
    pairs: object[],
  ) => { ratio: Spread; lading: { above: Spread; returned?: Spread } };
}

const path: string = new URL('../../bench/summarize.mjs', import.meta.url).href;
const { spread, summarizeCase } = (await import(path)) as Summaries;

test('the median of an even number of values lies between the middle two', () => {
  expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(spread([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
});

test('the ratio is taken pair by pair, also when the machine changes its speed', () => {
  const side = (wall: number) => ({ wall, requests: 1, pushed: 0 });
  const pairs = [
    { script: side(1000), lading: side(500), unavoidable: 400 },
    { script: side(3000), lading: side(1500), unavoidable: 1200 },
    { script: side(2000), lading: side(1500), unavoidable: 800 },
  ];
  const { ratio, lading } = summarizeCase('case', pairs);
  expect(ratio).toEqual({ median: 0.5, min: 0.5, max: 0.75 });
  expect(lading.above).toEqual({ median: 300, min: 100, max: 700 });
  expect(lading.returned).toBeUndefined();
});
