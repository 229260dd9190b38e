import { expect, test } from 'vitest';
import { launchFault } from '../../../src/domain/invocation/launch-failure.js';

test.each([
  ['exec-format', 'fork/exec /app: exec format error'],
  ['not-found', 'fork/exec /app: no such file or directory'],
  ['not-executable', 'fork/exec /app: permission denied'],
])('an entry point refused for %s', (reason, said) => {
  expect(launchFault({ reason }, '/app')).toEqual({ errorType: 'Runtime.InvalidEntrypoint', reason: said });
});

test('a working directory that is not there', () => {
  expect(launchFault({ reason: 'working-directory', path: '/nowhere' }, '/app')).toEqual({
    errorType: 'Runtime.InvalidWorkingDir',
    reason: "the working directory doesn't exist: /nowhere",
  });
});

test('what is not the image’s fault is none of Lambda’s errors', () => {
  expect(launchFault({ reason: 'other' }, '/app')).toBeUndefined();
});
