/** When an image is started again with more, and what becomes of the findings. */
import { expect, it } from 'vitest';
import { asWarning, unsuitable } from '../../../src/domain/finding.js';
import type { AssumedSetting } from '../../../src/domain/probe/probe-facts.js';
import { findingsOfBoth, secondStart } from '../../../src/domain/probe/second-start.js';

const settings = (...assumed: AssumedSetting[]) => ({ memorySize: 128, timeout: 3, assumed });
const finding = (id: string) => unsuitable(id, `${id} happened`, ['Do something.']);
const all = settings('memorySize', 'timeout');

it.each<[string, AssumedSetting[], object | undefined]>([
  ['C10', ['memorySize', 'timeout'], { memorySize: 3008, timeout: 30 }],
  ['C10', ['memorySize'], { memorySize: 3008, timeout: 3 }],
  ['C10', ['timeout'], undefined],
  ['C11', ['memorySize'], { memorySize: 3008, timeout: 3 }],
  ['C12', ['timeout'], { memorySize: 128, timeout: 30 }],
  // Little memory is little processor.
  ['C12', ['memorySize'], { memorySize: 3008, timeout: 3 }],
  ['C12', [], undefined],
  // A start has all processors.
  ['C13', ['memorySize', 'timeout'], undefined],
  ['C9', ['memorySize', 'timeout'], undefined],
])('%s with %j assumed', (id, assumed, again) => {
  expect(secondStart([finding(id)], settings(...assumed))).toEqual(again);
});

it('is not made for a warning', () => {
  expect(secondStart([asWarning(finding('C11'))], all)).toBeUndefined();
});

it('makes a warning of what only the defaults were too little for, with what was enough', () => {
  expect(findingsOfBoth([finding('C10')], all, [], 410)).toEqual([
    {
      ...finding('C10'),
      severity: 'warning',
      message:
        'C10 happened; a function has that unless memorySize is set, so it was started again with more',
      suggestions: ['Say what its function has: --memory 640'],
    },
  ]);
  const [timeout] = findingsOfBoth([finding('C12')], all, [], undefined);
  expect(timeout?.suggestions).toEqual(['Say what its function has: --memory 3008 --timeout 30']);
});

it('tells once what is wrong with more as well, before the rest', () => {
  const second = [finding('EVENT')];
  expect(findingsOfBoth([finding('C12')], all, second, 40).map(({ id }) => id)).toEqual(['EVENT', 'C12']);
  expect(findingsOfBoth([finding('C12')], all, [finding('C12')], 40)).toEqual([finding('C12')]);
});
