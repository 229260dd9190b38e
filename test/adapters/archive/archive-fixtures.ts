/** Image archives made by hand: docker save tars, OCI layouts, and tar files in general. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll } from 'vitest';
import { digestHex, digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';

/** Content by name; `→ target` makes a symbolic link. */
export type Files = Readonly<Record<string, Buffer | string>>;

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** An empty folder that is gone when the test file ends. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-archives-'));
  folders.push(folder);
  return folder;
}

/** With `bin/` in its name a file can be executed. */
export async function tarOf(files: Files): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) {
    const target = /^→ (.*)$/.exec(String(content))?.[1];
    if (target) tar.entry({ name, type: 'symlink', linkname: target });
    else tar.entry({ name, mode: name.includes('bin/') ? 0o755 : 0o644 }, content);
  }
  tar.finalize();
  return buffer(tar);
}

/** The path of a file with these bytes. */
export async function fileOf(bytes: Buffer, name = 'image.tar'): Promise<string> {
  const path = join(await scratchFolder(), name);
  await writeFile(path, bytes);
  return path;
}

export async function folderOf(files: Files): Promise<string> {
  const folder = await scratchFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** A layer with random text, compressible and unlike any other, and with a program that Lambda could start. */
export async function randomLayer(size = 2000, architecture = 'amd64'): Promise<Buffer> {
  const program = Buffer.alloc(64);
  // A static program for 64 bits as far as its head tells: class, byte order, version, type, machine.
  program.write('7f454c46020101', 'hex');
  program.writeUInt16LE(2, 16);
  program.writeUInt16LE(architecture === 'arm64' ? 183 : 62, 18);
  return tarOf({ 'bin/app': program, 'var/task/data': randomBytes(size / 2).toString('hex') });
}

export interface ConfigOptions {
  readonly architecture?: string;
  readonly entryPoint?: readonly string[];
}

export function configOf(
  layers: readonly Buffer[],
  { architecture = 'amd64', entryPoint = ['/bin/app'] }: ConfigOptions = {},
): Buffer {
  return Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      config: { Entrypoint: entryPoint },
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => digestOf(layer)) },
    }),
  );
}

/** As Docker 20 to 24 save: a folder a layer, everything that says what it is at the end. */
export function savedImage(
  layers: readonly Buffer[],
  options: ConfigOptions & { readonly tags?: readonly string[] } = {},
): Record<string, Buffer | string> {
  const config = configOf(layers, options);
  const name = `${digestHex(digestOf(config))}.json`;
  const names = layers.map(
    (layer, index) => `${digestHex(digestOf(`${digestOf(layer)}${index}`))}/layer.tar`,
  );
  return {
    ...Object.fromEntries(layers.map((layer, index) => [names[index] ?? '', layer])),
    [name]: config,
    'manifest.json': JSON.stringify([{ Config: name, RepoTags: options.tags ?? null, Layers: names }]),
  };
}

export interface LaidOut {
  readonly files: Record<string, Buffer | string>;
  /** Of the manifest. */
  readonly descriptor: { mediaType: string; digest: string; size: number; platform?: object };
}

/** The blobs of one image with compressed layers. */
export function laidOutImage(layers: readonly Buffer[], options: ConfigOptions = {}): LaidOut {
  const config = configOf(layers, options);
  const compressed = layers.map((layer) => gzipSync(layer));
  const manifest = Buffer.from(
    JSON.stringify(
      {
        schemaVersion: 2,
        mediaType: mediaTypes.ociManifest,
        config: descriptorOf(mediaTypes.ociConfig, config),
        layers: compressed.map((layer) => descriptorOf('application/vnd.oci.image.layer.v1.tar+gzip', layer)),
      },
      null,
      1,
    ),
  );
  const blobs = [config, manifest, ...compressed].map((bytes) => [blobPath(bytes), bytes]);
  return {
    files: Object.fromEntries(blobs) as Record<string, Buffer>,
    descriptor: {
      ...descriptorOf(mediaTypes.ociManifest, manifest),
      platform: { os: 'linux', architecture: options.architecture ?? 'amd64' },
    },
  };
}

/** `index.json` and `oci-layout` over blobs. */
export function layoutOf(
  descriptors: readonly object[],
  ...blobs: readonly Record<string, Buffer | string>[]
): Record<string, Buffer | string> {
  return Object.assign(
    {
      'oci-layout': '{"imageLayoutVersion":"1.0.0"}',
      'index.json': JSON.stringify({ schemaVersion: 2, manifests: descriptors }),
    },
    ...blobs,
  ) as Record<string, Buffer | string>;
}

export function descriptorOf(mediaType: string, bytes: Buffer): LaidOut['descriptor'] {
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength };
}

export function blobPath(bytes: Buffer): string {
  return `blobs/sha256/${digestHex(digestOf(bytes))}`;
}

/** Temporary folders of the adapter below a folder. */
export async function leftBehind(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('lading-image-'));
}
