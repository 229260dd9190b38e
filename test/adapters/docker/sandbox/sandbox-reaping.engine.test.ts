import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxEngine, SandboxSpec } from '../../../../src/ports/sandbox-engine.js';
import { describeEngine } from '../../../servers/engine.js';
import { realSandboxes, shellImage, specOf, started } from './real-sandboxes.js';
import { buildMaker, type MadeThings, type MakerProgram } from './sandbox-maker.js';

describeEngine('what a killed process leaves', () => {
  let engine: SandboxEngine;
  let image: SandboxSpec['imageId'];

  let program: MakerProgram;

  beforeAll(async () => {
    [engine, image, program] = await Promise.all([realSandboxes(), shellImage('VOLUME /data'), buildMaker()]);
  });

  afterAll(() => program.remove());

  test('is removed, and nothing of those who live', async () => {
    const own = await engine.create(specOf(image, await engine.network('none'), { command: ['sleep 60'] }));
    await started(own);
    const [killed, living] = await Promise.all([program.start(image), program.start(image)]);
    try {
      expect(existing(killed)).toEqual({ containers: killed.containers, networks: killed.networks });
      await killed.kill();
      // Another test's leftovers may be among them.
      const other = await realSandboxes();
      const counts = await Promise.all([engine.reap(), other.reap()]);
      expect(Math.max(...counts)).toBeGreaterThanOrEqual(killed.containers.length + killed.networks.length);
      expect(existing(killed)).toEqual({ containers: [], networks: [] });
      expect(existing(living)).toEqual({ containers: living.containers, networks: living.networks });
      expect(existing({ containers: [own.id], networks: [] }).containers).toEqual([own.id]);
    } finally {
      await Promise.all([killed.kill(), living.kill()]);
      await engine.reap();
      await own.remove();
    }
    expect(existing(living)).toEqual({ containers: [], networks: [] });
    expect(
      execFileSync('docker', ['volume', 'ls', '-q', '--filter', 'label=lading.sandbox'], {
        encoding: 'utf8',
      }),
    ).not.toContain('lading-maker');
  });

  test('is nothing after close, which may be called while sandboxes are made', async () => {
    const closing = await realSandboxes();
    const network = await closing.network('none');
    const first = await closing.create(specOf(image, network, { command: ['sleep 60'] }));
    await started(first);
    const second = closing.create(specOf(image, network));
    await Promise.all([closing.close(), closing.close()]);
    await closing.close();
    const ids = [first.id, (await second).id];
    expect(existing({ containers: ids, networks: [network.id] })).toEqual({ containers: [], networks: [] });
    await expect(closing.create(specOf(image, network))).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});

function existing({ containers, networks }: MadeThings): MadeThings {
  const list = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8' });
  const there = {
    containers: list('ps', '-aq', '--no-trunc'),
    networks: list('network', 'ls', '-q', '--no-trunc'),
  };
  return {
    containers: containers.filter((id) => there.containers.includes(id)),
    networks: networks.filter((id) => there.networks.includes(id)),
  };
}
