import { expect, test } from 'vitest';
import { nearest } from '../../src/config/nearest.js';

const known = ['memorySize', 'timeout', 'role', 'vpc', 'environment'];

test.each([
  ['memroySize', 'memorySize'],
  ['MemorySize', 'memorySize'],
  ['time_out', 'timeout'],
  ['rol', 'role'],
  ['vcp', 'vpc'],
  ['enviroment', 'environment'],
  ['x', undefined],
  ['subnets', undefined],
  ['', undefined],
])('%s → %s', (word, expected) => {
  expect(nearest(word, known)).toBe(expected);
});
