import { expect, test } from 'vitest';
import { logStreamName } from '../../../src/domain/invocation/log-stream-name.js';
import { isChosenStream, parseLogStreamName } from '../../../src/domain/logs/log-stream-name.js';

const at = Date.UTC(2026, 10, 3, 23, 59);

test.each([
  ['/aws/lambda/resize', '$LATEST', '2026/11/03/[$LATEST]0a1b'],
  ['/aws/lambda/resize', '7', '2026/11/03/[7]0a1b'],
  ['/shared/images', '$LATEST', '2026/11/03/resize[$LATEST]0a1b'],
  // That another function has this name as its own group changes nothing.
  ['/aws/lambda/other', '7', '2026/11/03/resize[7]0a1b'],
])('in the group %s version %s writes to %s', (logGroup, version, expected) => {
  const name = logStreamName(at, { name: 'resize', version, logGroup }, '0a1b');
  expect(name).toBe(expected);
  expect(parseLogStreamName(name)).toMatchObject({ version });
});

test('functions that share a group are told apart by their streams', () => {
  const nameOf = (name: string): string =>
    logStreamName(at, { name, version: '1', logGroup: '/shared/images' }, '0a1b');
  const choice = { functionName: 'resize', versions: undefined, shared: true };
  expect(['resize', 'resize-2', 'crop'].filter((name) => isChosenStream(nameOf(name), choice))).toEqual([
    'resize',
  ]);
});
