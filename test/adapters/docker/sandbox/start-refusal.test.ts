import { expect, test } from 'vitest';
import { kernelRefusal, startRefusal } from '../../../../src/adapters/docker/sandbox/start-refusal.js';
import { parseDigest } from '../../../../src/domain/digest.js';

const start = { functionName: 'hello', imageId: parseDigest(`sha256:${'0'.repeat(64)}`) };

test.each([
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/x": stat /x: no such file or directory: unknown',
    'not-found',
    '/x',
    'exec: "/x": stat /x: no such file or directory',
  ],
  [
    'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "node": executable file not found in $PATH: unknown',
    'not-found',
    'node',
    'exec: "node": executable file not found in $PATH',
  ],
  [
    'OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/a/b": stat /a/b: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)?',
    'not-found',
    '/a/b',
    undefined,
  ],
  [
    'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: chdir to cwd ("/root") set in config.json failed: permission denied: unknown',
    'working-directory',
    '/root',
    'chdir to cwd ("/root") set in config.json failed: permission denied',
  ],
  [
    'OCI runtime create failed: runc create failed: unable to start container process: exec /x: permission denied: unknown',
    'not-executable',
    '/x',
    'exec /x: permission denied',
  ],
  ['driver failed programming external connectivity', 'other', undefined, undefined],
] as const)('%s', (text, reason, path, shown) => {
  const refusal = startRefusal(text, start);
  expect(refusal).toMatchObject({ code: 'SANDBOX_FAILED', exitCode: 3, details: { reason } });
  expect(refusal.details.path).toBe(path);
  if (shown !== undefined) {
    expect(refusal.message).toBe(`Function hello does not start from image ${start.imageId}: ${shown}`);
  }
  expect(refusal.suggestions.length).toBeGreaterThan(0);
});

test.each([
  ['exec /x: exec format error\n', 'exec-format'],
  ['exec /x: no such file or directory\n', 'not-found'],
  ['exec /x: permission denied', 'not-executable'],
  ['standard_init_linux.go:228: exec user process caused: exec format error\n', 'exec-format'],
  ['standard_init_linux.go:211: exec user process caused "no such file or directory"\n', 'not-found'],
])('%j is a refusal of the kernel', (output, reason) => {
  expect(kernelRefusal(output, start)?.details).toMatchObject({ reason });
});

test.each([
  [''],
  ['Error: exec format error'],
  ['exec /x: exec format error\nand then it went on'],
  ['exec: "x": permission denied'],
  ['/x: line 1: exec: /y: no such file or directory'],
])('%j is what a program said', (output) => {
  expect(kernelRefusal(output, start)).toBeUndefined();
});
