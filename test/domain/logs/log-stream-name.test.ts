import { describe, expect, it, test } from 'vitest';
import { isChosenStream, parseLogStreamName } from '../../../src/domain/logs/log-stream-name.js';

test.each([
  ['2026/11/23/[$LATEST]8f5d', { version: '$LATEST' }],
  ['2026/11/23/[12]8f5d', { version: '12' }],
  ['2026/11/23/re-size_1[3][8f5d]', { functionName: 're-size_1', version: '3' }],
  ['2026/11/23/[live]8f5d', undefined],
  ['web/1', undefined],
])('%s', (name, owner) => {
  expect(parseLogStreamName(name)).toEqual(owner);
});

describe('a stream is chosen', () => {
  const own = { functionName: 'resize', versions: undefined, shared: false };

  it.each<[string, object, boolean]>([
    ['2026/11/23/[1]a', {}, true],
    ['anything', {}, true],
    ['anything', { shared: true }, false],
    ['anything', { versions: ['1'] }, false],
    ['2026/11/23/[1]a', { versions: ['1', '2'] }, true],
    ['2026/11/23/[12]a', { versions: ['1', '2'] }, false],
    ['2026/11/23/[$LATEST]a', { versions: ['$LATEST'] }, true],
    ['2026/11/23/resize[1][a]', { shared: true }, true],
    ['2026/11/23/resize[1][a]', { shared: true, versions: ['2'] }, false],
    ['2026/11/23/other[1][a]', { shared: true }, false],
  ])('%s, %j: %s', (name, more, chosen) => {
    expect(isChosenStream(name, { ...own, ...more })).toBe(chosen);
  });
});
