import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkLabel } from '../../../src/adapters/docker/image-container.js';
import { createLayerReader } from '../../../src/adapters/layers/tar-layer-reader.js';
import { parseDigest } from '../../../src/domain/digest.js';
import type { FileEntry } from '../../../src/domain/image-files/file-entry.js';
import type { ImageContainer } from '../../../src/ports/container-engine.js';
import { describeEngine, noSignal, realEngine, uniqueImage } from '../../servers/engine.js';

const files = [
  'RUN /bin/busybox mkdir -p /var/task/deep /closed && /bin/busybox chmod 700 /closed',
  'RUN /bin/busybox ln -s ../bin/busybox /var/link && /bin/busybox ln -s nowhere /var/broken',
  'RUN echo text > /var/task/file && /bin/busybox chmod 640 /var/task/file',
  'RUN echo "#!/bin/sh" > /var/task/deep/script && /bin/busybox chmod 755 /var/task/deep/script',
  'VOLUME /data',
];

function containersOf(imageId: string): string {
  const filters = ['--filter', `ancestor=${imageId}`, '--filter', `label=${checkLabel}`];
  return execFileSync('docker', ['ps', '-aq', ...filters], { encoding: 'utf8' }).trim();
}

async function open(
  lines: readonly string[],
  work: (container: ImageContainer) => Promise<void>,
): Promise<void> {
  const id = parseDigest(await uniqueImage(lines));
  const container = await (await realEngine()).openFiles(id, noSignal);
  try {
    expect(containersOf(id)).not.toBe('');
    await work(container);
  } finally {
    await container.remove();
  }
  expect(containersOf(id)).toBe('');
}

async function listing(container: ImageContainer, path: string): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  const archive = await container.archive(path, noSignal);
  await createLayerReader().read(archive, 'application/x-tar', (entry) => entries.push(entry) > 0, noSignal);
  return entries;
}

describeEngine('the files of an image', () => {
  test('are told without starting it, and nothing stays behind', async () => {
    await open(files, async (container) => {
      const stat = (path: string) => container.stat(path, noSignal);
      expect(await stat('/')).toMatchObject({ path: '/', kind: 'directory', mode: 0o755 });
      expect(await stat('/bin/busybox')).toMatchObject({
        kind: 'file',
        mode: 0o755,
        size: expect.any(Number),
      });
      expect(await stat('/closed')).toEqual({ path: '/closed', kind: 'directory', mode: 0o700, size: 0 });
      expect(await stat('/var/task/file')).toEqual({
        path: '/var/task/file',
        kind: 'file',
        mode: 0o640,
        size: 5,
      });
      expect(await stat('/var/link')).toMatchObject({ kind: 'symlink', target: '/bin/busybox' });
      expect(await stat('/var/broken')).toMatchObject({ kind: 'symlink' });
      expect(await stat('/var/none')).toBeUndefined();
      expect(await stat('/none/none')).toBeUndefined();
      const names = (await listing(container, '/var/task')).map(({ path, kind }) => `${kind} ${path}`);
      expect(names.sort()).toEqual([
        'directory /task',
        'directory /task/deep',
        'file /task/deep/script',
        'file /task/file',
      ]);
      expect(await listing(container, '/none')).toEqual([]);
    });
  });

  test('are told of an image that has nothing to start, with a working directory that it lacks', async () => {
    await open(['WORKDIR /made', 'RUN /bin/busybox rmdir /made'], async (container) => {
      expect(await container.stat('/made', noSignal)).toBeUndefined();
    });
  });

  test('are not asked for once it was interrupted', async () => {
    const id = parseDigest(await uniqueImage(files));
    const engine = await realEngine();
    const stop = new AbortController();
    const container = await engine.openFiles(id, stop.signal);
    stop.abort();
    await expect(container.stat('/', stop.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await container.remove();
    await expect(engine.openFiles(id, stop.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(containersOf(id)).toBe('');
  });

  test('of an image that the engine does not have', async () => {
    const id = parseDigest(`sha256:${'0'.repeat(64)}`);
    await expect((await realEngine()).openFiles(id, noSignal)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
  });
});
