/** An image that only a registry has: a function in shell, put together without an engine. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import type { ShellBehaviour } from '../../images/shell-runtime.js';
import type { BuiltImage } from '../ecr/push-image.js';

export interface ShellImage extends BuiltImage {
  /** Id of the image in an engine with a graph driver. */
  readonly config: ReturnType<typeof digestOf>;
}

/** Two layers, one of them gzipped; like no other image. */
export async function shellImage(behaviour: ShellBehaviour): Promise<ShellImage> {
  const bootstrap = await readFile(new URL('../../images/shell-runtime/bootstrap', import.meta.url));
  const base = await layer([
    ['bin', undefined],
    ['bin/busybox', await readFile('/bin/busybox')],
    ['bin/sh', '/bin/busybox'],
    ['tmp', undefined],
  ]);
  const task = await layer([
    ['var', undefined],
    ['var/task', undefined],
    ['var/task/bootstrap', bootstrap],
    ['var/task/unique', Buffer.from(randomUUID())],
  ]);
  const config = Buffer.from(
    JSON.stringify({
      os: 'linux',
      architecture: 'amd64',
      config: { Entrypoint: ['/var/task/bootstrap'], Cmd: [behaviour], WorkingDir: '/var/task' },
      rootfs: { type: 'layers', diff_ids: [digestOf(base), digestOf(task)] },
      history: [{ created_by: 'base' }, { created_by: 'task' }],
    }),
  );
  const zipped = gzipSync(task);
  const descriptor = (mediaType: string, bytes: Buffer) => ({
    mediaType,
    size: bytes.length,
    digest: digestOf(bytes),
  });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptor(mediaTypes.ociConfig, config),
    layers: [
      descriptor('application/vnd.oci.image.layer.v1.tar', base),
      descriptor('application/vnd.oci.image.layer.v1.tar+gzip', zipped),
    ],
  });
  return { manifest, digest: digestOf(manifest), blobs: [config, base, zipped], config: digestOf(config) };
}

/** Files, folders (no content) and links (a text), all of them executable and readable by everybody. */
async function layer(entries: readonly (readonly [string, Buffer | string | undefined])[]): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of entries) {
    const header = { name, mode: 0o755, mtime: new Date(0) };
    if (content === undefined) archive.entry({ ...header, type: 'directory' });
    else if (typeof content === 'string') archive.entry({ ...header, type: 'symlink', linkname: content });
    else archive.entry(header, content);
  }
  archive.finalize();
  return buffer(archive);
}
