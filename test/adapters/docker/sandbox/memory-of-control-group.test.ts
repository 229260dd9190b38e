import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { controlGroupMemory } from '../../../../src/adapters/docker/sandbox/memory-of-control-group.js';

const id = 'a'.repeat(64);
const roots: string[] = [];

async function machine(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'lading-groups-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return `${root}/`;
}

afterEach(() => Promise.all(roots.splice(0).map((root) => rm(root, { recursive: true }))));

test('version 1: the most, less the page cache that is of no use', async () => {
  const folder = `sys/fs/cgroup/memory/docker/${id}`;
  const root = await machine({
    'proc/7/cgroup': `9:name=systemd:/docker/${id}\n4:memory:/docker/${id}\n0::/docker/${id}\n`,
    [`${folder}/memory.max_usage_in_bytes`]: '5000\n',
    [`${folder}/memory.usage_in_bytes`]: '4000\n',
    [`${folder}/memory.stat`]: 'inactive_file 1\ntotal_inactive_file 300\ntotal_active_file 5\n',
  });
  expect(await (await controlGroupMemory(7, id, root))?.()).toBe(4700);
});

const second = `sys/fs/cgroup/system.slice/docker-${id}.scope`;
const version2 = {
  'proc/7/cgroup': `0::/system.slice/docker-${id}.scope\n`,
  [`${second}/memory.current`]: '4000\n',
  [`${second}/memory.stat`]: 'anon 5\ninactive_file 300\n',
};

test('version 2: the peak where the kernel keeps one, else what is in use', async () => {
  const old = await machine(version2);
  expect(await (await controlGroupMemory(7, id, old))?.()).toBe(3700);
  const recent = await machine({ ...version2, [`${second}/memory.peak`]: '9000\n' });
  expect(await (await controlGroupMemory(7, id, recent))?.()).toBe(8700);
});

test('a process of that number which is not of the container', async () => {
  const root = await machine({ ...version2, 'proc/7/cgroup': '0::/user.slice/session-1.scope\n' });
  expect(await controlGroupMemory(7, id, root)).toBeUndefined();
  expect(await controlGroupMemory(8, id, root)).toBeUndefined();
});

test('groups that are not shown here, or no longer', async () => {
  const hidden = await machine({ 'proc/7/cgroup': `0::/docker/${id}\n` });
  expect(await controlGroupMemory(7, id, hidden)).toBeUndefined();
  const root = await machine(version2);
  const read = await controlGroupMemory(7, id, root);
  await rm(join(root, 'sys'), { recursive: true });
  expect(await read?.()).toBeUndefined();
});
