import { expect, test } from 'vitest';
import { extensionExit, runtimeExit } from '../../../src/domain/invocation/process-exit.js';

test.each([
  [0, 'Runtime exited without providing a reason'],
  [1, 'Runtime exited with error: exit status 1'],
  [127, 'Runtime exited with error: exit status 127'],
  [128, 'Runtime exited with error: exit status 128'],
  [137, 'Runtime exited with error: signal: killed'],
  [139, 'Runtime exited with error: signal: segmentation fault (core dumped)'],
  [134, 'Runtime exited with error: signal: aborted (core dumped)'],
  [143, 'Runtime exited with error: signal: terminated'],
  [226, 'Runtime exited with error: exit status 226'],
])('a runtime that ends with %i', (exitCode, reason) => {
  expect(runtimeExit({ exitCode, outOfMemory: false })).toEqual({ errorType: 'Runtime.ExitError', reason });
});

test('a runtime that needed more memory than there was', () => {
  expect(runtimeExit({ exitCode: 137, outOfMemory: true })).toEqual({
    errorType: 'Runtime.OutOfMemory',
    reason: 'Runtime exited with error: signal: killed',
  });
});

test('a runtime that ended orderly although a child of it had been killed for memory', () => {
  expect(runtimeExit({ exitCode: 0, outOfMemory: true }).errorType).toBe('Runtime.ExitError');
});

test.each([
  [0, 'exit code 0'],
  [1, 'exit status 1'],
  [137, 'signal: killed'],
])('an extension that ends with %i', (exitCode, reason) => {
  expect(extensionExit(exitCode)).toEqual({ errorType: 'Extension.Crash', reason });
});
