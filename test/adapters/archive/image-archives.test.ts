import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createImageArchives } from '../../../src/adapters/archive/image-archives.js';
import { digestOf } from '../../../src/domain/digest.js';
import { needing } from '../../servers/needing.js';
import {
  configOf,
  fileOf,
  folderOf,
  leftBehind,
  randomLayer,
  savedImage,
  scratchFolder,
  tarOf,
} from './archive-fixtures.js';
import { newArchives, noSignal, openImage, packed, tarFile } from './opened-archives.js';

it.each<[string, () => Promise<string>, string]>([
  ['is not there', async () => '/nonexistent/image.tar', 'FILE_UNREADABLE'],
  ['is a device', async () => '/dev/null', 'ARCHIVE_INVALID'],
  ['is a folder of something else', async () => folderOf({ 'package.json': '{}' }), 'ARCHIVE_INVALID'],
  ['is a tar of something else', async () => tarFile({ 'package.json': '{}' }), 'ARCHIVE_INVALID'],
  ['is gzip of something else', async () => fileOf(gzipSync('text'.repeat(500))), 'ARCHIVE_INVALID'],
  [
    'breaks off inside gzip',
    async () => fileOf(gzipSync(await randomLayer()).subarray(0, 200)),
    'ARCHIVE_INVALID',
  ],
])('refuses what %s, by the name that the user knows', async (_, path, code) => {
  const where = await path();
  await expect(openImage(where)).rejects.toMatchObject({ code, message: expect.stringContaining(where) });
});

it('leaves nothing behind once closed', async () => {
  const folder = await scratchFolder();
  const path = await tarFile(savedImage([await randomLayer()]));
  process.env.TMPDIR = folder;
  try {
    const made = createImageArchives();
    await packed(await made.open(path, 'x86_64', noSignal));
    expect(await leftBehind(folder)).toHaveLength(1);
    await made.close();
    await made.close();
    expect(await leftBehind(folder)).toEqual([]);
  } finally {
    delete process.env.TMPDIR;
  }
});

it('says where temporary files cannot be written', async () => {
  const path = await tarFile(savedImage([await randomLayer()]));
  process.env.TMPDIR = '/nonexistent';
  try {
    await expect(packed(await openImage(path))).rejects.toMatchObject({
      code: 'DISK_UNWRITABLE',
      exitCode: 3,
      message: expect.stringContaining('/nonexistent'),
    });
  } finally {
    delete process.env.TMPDIR;
  }
});

it('stops when it is told to', async () => {
  const path = await tarFile(savedImage([await randomLayer(4_000_000)]));
  const stop = new AbortController();
  const content = await newArchives().open(path, 'x86_64', stop.signal);
  const packing = content.pack(() => stop.abort(), stop.signal);
  await expect(packing).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
});

it('receives an archive as a stream', async () => {
  const layers = [await randomLayer()];
  const content = await newArchives().receive(
    Readable.from([await tarOf(savedImage(layers))]),
    'x86_64',
    noSignal,
  );
  expect(content.id).toBe(digestOf(configOf(layers)));
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(100);
      throw new Error('socket hang up');
    })(),
  );
  await expect(newArchives().receive(broken, 'x86_64', noSignal)).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    message: expect.stringContaining('socket hang up'),
  });
});

needing('skopeo').it('reads what skopeo makes of it: a docker archive into an OCI layout', async () => {
  const folder = await scratchFolder();
  const path = await tarFile(savedImage([await randomLayer()], { tags: ['team/app:v1'] }));
  execFileSync('skopeo', [
    'copy',
    '--insecure-policy',
    '--quiet',
    `docker-archive:${path}`,
    `oci:${join(folder, 'out')}:v1`,
  ]);
  execFileSync('skopeo', [
    'copy',
    '--insecure-policy',
    '--quiet',
    `docker-archive:${path}`,
    `oci-archive:${join(folder, 'out.tar')}:v1`,
  ]);
  const [one, two] = [await openImage(join(folder, 'out')), await openImage(join(folder, 'out.tar'))];
  expect(one.config.entryPoint).toEqual(['/bin/app']);
  expect(two.id).toBe(one.id);
  expect((await packed(one)).manifest.digest).toBe(one.id);
});
