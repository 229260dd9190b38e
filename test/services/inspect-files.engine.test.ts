import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLayerReader } from '../../src/adapters/layers/tar-layer-reader.js';
import { parseDigest } from '../../src/domain/digest.js';
import type { FilesSubject } from '../../src/domain/image-files/check-files.js';
import type { ContainerEngine, ImageContainer } from '../../src/ports/container-engine.js';
import { inspectInEngine } from '../../src/services/inspect-files.js';
import { describeEngine, noSignal, realEngine } from '../servers/engine.js';
import { type ScratchImage, scratchImage } from '../servers/scratch-image.js';

const subject: FilesSubject = {
  image: {
    architecture: 'amd64',
    entryPoint: ['/bin/sh'],
    command: [],
    workingDirectory: '/var/task',
    environment: [],
  },
  overrides: [],
};

/** The real engine, with something happening once the container is there. */
async function engineWith(onOpen: (container: ImageContainer) => Promise<void>): Promise<ContainerEngine> {
  const engine = await realEngine();
  const openFiles: ContainerEngine['openFiles'] = async (imageId, signal) => {
    const container = await engine.openFiles(imageId, signal);
    await onOpen(container);
    return container;
  };
  return new Proxy(engine, {
    get: (target, key) => (key === 'openFiles' ? openFiles : Reflect.get(target, key)),
  });
}

describeEngine('looking into an image of the engine', () => {
  let image: ScratchImage;
  beforeAll(async () => {
    const files = {
      '/usr/bin/busybox': { copy: '/bin/busybox', mode: 0o755 },
      '/usr/bin/sh': { link: 'busybox' },
      '/bin': { link: 'usr/bin' },
      '/var/task/file': { text: 'x' },
    };
    image = await scratchImage(files, ['WORKDIR /var/task', 'ENTRYPOINT ["/bin/sh"]', 'VOLUME /var/task']);
  });
  afterAll(() => image?.remove());

  const left = () =>
    execFileSync('docker', ['ps', '-aq', '--filter', `ancestor=${image.id}`], { encoding: 'utf8' });
  const look = (engine: ContainerEngine, signal = noSignal) =>
    inspectInEngine(parseDigest(image.id), subject, { engine, layers: createLayerReader() }, signal);

  test('follows links and leaves nothing behind', async () => {
    expect(await look(await realEngine())).toEqual({ findings: [] });
    expect(left()).toBe('');
  });

  test('leaves nothing behind when it is interrupted', async () => {
    const stop = new AbortController();
    const engine = await engineWith(async () => stop.abort());
    await expect(look(engine, stop.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(left()).toBe('');
  });

  test('does not take files for missing when somebody removes the container', async () => {
    const { findings } = await look(await engineWith((container) => container.remove()));
    expect(findings).toMatchObject([{ id: 'FILES', severity: 'warning' }]);
  });

  test('is a warning when the engine makes no container of it', async () => {
    const gone = parseDigest(`sha256:${'1'.repeat(64)}`);
    const tools = { engine: await realEngine(), layers: createLayerReader() };
    const { findings } = await inspectInEngine(gone, subject, tools, noSignal);
    expect(findings).toMatchObject([{ id: 'FILES', message: expect.stringContaining('No such image') }]);
  });
});
