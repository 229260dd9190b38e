import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseDigest } from '../../../../src/domain/digest.js';
import type { SandboxSpec } from '../../../../src/ports/sandbox-engine.js';
import { contextFolder } from '../../../servers/context-folder.js';
import { busyboxDockerfile } from '../../../servers/engine.js';
import {
  describeSecondEngine,
  type SecondEngine,
  startSecondEngine,
} from '../../../servers/second-engine.js';
import { sandboxesOutOfReach, specOf, started } from './real-sandboxes.js';
import { buildMaker, type MakerProgram } from './sandbox-maker.js';

describeSecondEngine('an engine that starts anew', () => {
  let engine: SecondEngine;
  let program: MakerProgram;
  let image: SandboxSpec['imageId'];

  beforeAll(async () => {
    [engine, program] = await Promise.all([startSecondEngine(), buildMaker()]);
    const folder = await contextFolder({
      Dockerfile: busyboxDockerfile('RUN /bin/busybox --install -s /bin'),
    });
    engine.docker('build', '-q', '-t', 'image', folder.path);
    await folder.remove();
    image = parseDigest(engine.docker('inspect', '-f', '{{.Id}}', 'image'));
  });

  afterAll(async () => {
    await engine.close();
    await program.remove();
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'after %s: ends are told, and everything can be removed',
    async (signal) => {
      const sandboxes = await sandboxesOutOfReach(engine.host);
      const network = await sandboxes.network('none');
      const spec = specOf(image, network, { command: ['echo ready; sleep 600'] });
      const [running, frozen, fresh, left] = await Promise.all([
        sandboxes.create(spec),
        sandboxes.create(spec),
        sandboxes.create(spec),
        program.start(image, engine),
      ]);
      await Promise.all([started(running), started(frozen)]);
      await frozen.freeze();
      await left.kill();
      await engine.end(signal);
      await expect(sandboxes.create(spec)).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
      await engine.start();
      expect(await running.ended).toMatchObject({ exitCode: 137 });
      expect((await frozen.ended).exitCode).not.toBe(0);
      expect(await sandboxes.reap()).toBe(left.containers.length + left.networks.length);
      const again = await sandboxes.create(spec);
      await started(again);
      await fresh.remove();
      await sandboxes.close();
      const label = ['--filter', 'label=lading.sandbox'];
      expect(engine.docker('ps', '-aq', ...label) + engine.docker('network', 'ls', '-q', ...label)).toBe('');
    },
  );
});
