import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Sandbox, SandboxEngine, SandboxSpec } from '../../../../src/ports/sandbox-engine.js';
import { describeEngine } from '../../../servers/engine.js';
import { realSandboxes, shellImage, specOf, started } from './real-sandboxes.js';

const counting = 'n=0; while true; do n=$((n + 1)); echo $n; sleep 0.01; done';

describeEngine('the life of a sandbox', () => {
  let engine: SandboxEngine;
  let image: SandboxSpec['imageId'];
  const made: Sandbox[] = [];

  const create = async (command: string, changes: Partial<SandboxSpec> = {}): Promise<Sandbox> => {
    const network = await engine.network('none');
    const sandbox = await engine.create(specOf(image, network, { command: [command], ...changes }));
    made.push(sandbox);
    return sandbox;
  };

  beforeAll(async () => {
    [engine, image] = await Promise.all([
      realSandboxes(),
      shellImage(
        'RUN /bin/mkdir -p /opt/extensions/folder /opt/other && cd /opt && printf "#!/bin/sh\\necho extension; echo \\$VALUE; id -u; exit 7\\n" > other/b',
        'RUN /bin/chmod 755 /opt/other/b && cp /opt/other/b /opt/extensions/b && /bin/cp /opt/other/b /opt/extensions/folder/c',
        'RUN /bin/ln -s ../other/b /opt/extensions/a && /bin/ln -s nowhere /opt/extensions/z && echo text > /opt/extensions/readme',
        'VOLUME /data',
      ),
    ]);
  });

  afterEach(async () => {
    await Promise.all(made.splice(0).map((sandbox) => sandbox.remove()));
  });

  test('nothing runs in it while it is frozen, and goes on after', async () => {
    const sandbox = await create(counting);
    const { text } = await started(sandbox);
    await vi.waitFor(() => expect(text('stdout')).toContain('3\n'));
    // Asked at once, one after the other is done.
    await Promise.all([sandbox.freeze(), sandbox.thaw(), sandbox.freeze(), sandbox.freeze()]);
    await delay(100);
    const frozen = text('stdout');
    await delay(300);
    expect(text('stdout')).toBe(frozen);
    await sandbox.thaw();
    await sandbox.thaw();
    await vi.waitFor(() => expect(text('stdout').length).toBeGreaterThan(frozen.length));
  });

  test('it can be removed while it is frozen, before it starts, twice and twice at once', async () => {
    const frozen = await create(counting);
    await started(frozen);
    await frozen.freeze();
    await Promise.all([frozen.remove(), frozen.remove()]);
    expect(await frozen.ended).toEqual({ exitCode: 137, outOfMemory: false });
    await frozen.remove();
    const fresh = await create('true');
    await fresh.remove();
    expect(await fresh.ended).toEqual({ exitCode: 137, outOfMemory: false });
    await Promise.all([fresh.freeze(), fresh.thaw(), fresh.limitProcessors()]);
    expect(await fresh.memoryUsed()).toBeUndefined();
    expect(containersAndVolumes([frozen.id, fresh.id])).toBe('');
  });

  test('it can be removed while it starts', async () => {
    const sandbox = await create(counting);
    const starting = started(sandbox).then(
      () => 'started',
      (error: { code?: string }) => error.code,
    );
    await delay(20);
    await sandbox.remove();
    expect(['started', 'INTERRUPTED']).toContain(await starting);
    expect((await sandbox.ended).exitCode).not.toBe(0);
    expect(containersAndVolumes([sandbox.id])).toBe('');
  });

  test('freezing what has ended is no error', async () => {
    const sandbox = await create('exit 5');
    await started(sandbox);
    await sandbox.freeze();
    expect((await sandbox.ended).exitCode).not.toBe(0);
    await Promise.all([sandbox.freeze(), sandbox.thaw(), sandbox.limitProcessors()]);
  });

  test('it gets all processors, then the share that Lambda gives to its memory', async () => {
    const limit = '/sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu.max';
    const sandbox = await create(`while true; do cat ${limit} 2>/dev/null; sleep 0.05; done`);
    const { text } = await started(sandbox);
    await vi.waitFor(() => expect(text('stdout')).toMatch(/^(-1|max .*)\n/));
    await sandbox.limitProcessors();
    // 128 / 1769 of 100 ms.
    await vi.waitFor(() => expect(text('stdout')).toMatch(/\n7235(\n| )/));
  });

  test('the most memory that it used is told at once, also while it is frozen', async () => {
    const megabyte = 1024 * 1024;
    const sandbox = await create(
      'echo ready; read wait < /dev/zero & dd if=/dev/zero of=/dev/null bs=60M count=1; echo done; sleep 30',
    );
    const { text } = await started(sandbox);
    await vi.waitFor(() => expect(text('stdout')).toContain('done'));
    await sandbox.freeze();
    const before = performance.now();
    const used = (await sandbox.memoryUsed()) ?? 0;
    expect(performance.now() - before).toBeLessThan(500);
    expect(used / megabyte).toBeGreaterThan(55);
    expect(used / megabyte).toBeLessThan(90);
  });

  test('its extensions are the executable files, and run beside it', async () => {
    const sandbox = await create('sleep 30', { environment: { VALUE: 'given' } });
    expect(await sandbox.extensions()).toEqual(['/opt/extensions/a', '/opt/extensions/b']);
    await started(sandbox);
    const launched = async (path: string) => {
      let output = '';
      const { ended } = await sandbox.launch(path, ({ stream, bytes }) => {
        output += `${stream}: ${Buffer.from(bytes).toString()}`;
      });
      return { ...(await ended), output: output.replaceAll('stdout: ', '') };
    };
    expect(await launched('/opt/extensions/a')).toEqual({ exitCode: 7, output: 'extension\ngiven\n1051\n' });
    expect(await launched('/opt/extensions/readme')).toMatchObject({
      exitCode: 126,
      output: expect.stringContaining('permission denied'),
    });
    let bytes = 0;
    const lasting = await sandbox.launch('/bin/yes', (piece) => {
      bytes += piece.bytes.byteLength;
    });
    await vi.waitFor(() => expect(bytes).toBeGreaterThan(100_000));
    await sandbox.remove();
    expect((await lasting.ended).exitCode).toBe(137);
  });

  test('20 are made and removed at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => create('echo ready; sleep 60')));
    const outputs = await Promise.all(all.map((sandbox) => started(sandbox)));
    await vi.waitFor(
      () => expect(outputs.map(({ text }) => text('stdout'))).toEqual(all.map(() => 'ready\n')),
      20_000,
    );
    expect(new Set(outputs.map(({ address }) => address)).size).toBe(all.length);
    await Promise.all(all.map((sandbox) => sandbox.remove()));
    expect(containersAndVolumes(all.map(({ id }) => id))).toBe('');
  });
});

function containersAndVolumes(ids: readonly string[]): string {
  const docker = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8' });
  const listed = docker('ps', '-aq', '--no-trunc');
  return ids.filter((id) => listed.includes(id)).join();
}
