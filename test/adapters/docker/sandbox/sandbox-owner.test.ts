import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import {
  isGone,
  parseOwner,
  renderOwner,
  type SandboxOwner,
  thisOwner,
} from '../../../../src/adapters/docker/sandbox/sandbox-owner.js';

const now = Date.now();
const longAgo = 1_000;
const self = thisOwner();
const somebody: SandboxOwner = {
  pid: 7,
  startTime: '42',
  bootId: '0f3c',
  pidNamespace: '4026531836',
  host: 'host:with:colons',
};

test('an owner is read as it was written', () => {
  for (const owner of [self, somebody, { ...somebody, startTime: '', bootId: '', pidNamespace: '' }]) {
    expect(parseOwner(renderOwner(owner))).toEqual(owner);
  }
});

test.each([[''], ['7'], ['x:1:2:3:4'], ['7:42:0f3c'], ['-1:1:a:1:h']])('%j is nobody', (label) => {
  expect(parseOwner(label)).toBeUndefined();
});

test('this process is not gone', () => {
  expect(isGone(self, self, longAgo)).toBe(false);
});

test.runIf(process.platform === 'linux')('a later process with the same number is another one', () => {
  expect(self.startTime).toMatch(/^\d+$/);
  expect(isGone({ ...self, startTime: '1' }, self, now)).toBe(true);
});

test('a process that ended is gone', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(isGone({ ...self, pid: child.pid ?? 0, startTime: '' }, self, now)).toBe(true);
});

test('what cannot be seen from here is not gone', () => {
  expect(isGone({ ...self, pid: 4_000_000, pidNamespace: '1' }, self, longAgo)).toBe(false);
  expect(isGone({ ...somebody, pid: 4_000_000 }, self, longAgo)).toBe(false);
  expect(isGone({ ...self, pid: 4_000_000, bootId: '0f3c' }, self, now)).toBe(false);
});

test('what was made before this machine was started is gone', () => {
  expect(isGone({ ...self, bootId: '0f3c' }, { ...self, bootId: '0f3d' }, longAgo)).toBe(true);
});
