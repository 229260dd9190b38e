import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { createLayerReader } from '../../../src/adapters/layers/tar-layer-reader.js';
import type { FileEntry } from '../../../src/domain/image-files/file-entry.js';
import { AppError } from '../../../src/errors/app-error.js';

const plain = 'application/vnd.oci.image.layer.v1.tar';
const gzip = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
const noSignal = new AbortController().signal;

async function archive(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: './', type: 'directory', mode: 0o755 });
  tar.entry({ name: 'bin/', type: 'directory', mode: 0o755 });
  tar.entry({ name: 'bin/large', mode: 0o4755 }, Buffer.alloc(100_000, 'x'));
  tar.entry({ name: './bin/twin', type: 'link', linkname: 'bin/large', mode: 0o4755 });
  tar.entry({ name: 'bin/small', mode: 0o755 }, '#!/bin/sh\n');
  tar.entry({ name: 'bin/empty', mode: 0o755 }, '');
  tar.entry({ name: 'bin/sh', type: 'symlink', linkname: 'small', mode: 0o777 });
  tar.entry({ name: '/notes', mode: 0o600 }, 'text');
  tar.entry({ name: 'gone/.wh.old', mode: 0o600 }, '');
  tar.entry({ name: 'dev/null', type: 'character-device', mode: 0o666 });
  tar.entry({ name: `${'long/'.repeat(60)}name`, mode: 0o644 }, '');
  tar.finalize();
  return buffer(tar as unknown as Readable);
}

async function read(bytes: Uint8Array, mediaType: string, most = Number.POSITIVE_INFINITY) {
  const entries: FileEntry[] = [];
  const unpacked = await createLayerReader().read(
    Readable.from(chunks(bytes)),
    mediaType,
    (entry) => entries.push(entry) < most,
    noSignal,
  );
  return { entries, unpacked };
}

function* chunks(bytes: Uint8Array, size = 7_001) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe.each([
  ['plain', plain, (bytes: Buffer) => bytes],
  ['gzip', gzip, (bytes: Buffer) => gzipSync(bytes)],
])('a %s layer', (_, mediaType, compress) => {
  it('tells of every entry, with the heads of programs', async () => {
    const bytes = await archive();
    const { entries, unpacked } = await read(compress(bytes), mediaType);
    expect(unpacked).toBe(bytes.length);
    expect(entries.map(({ head, ...entry }) => ({ ...entry, head: head?.length }))).toEqual([
      { path: '/', kind: 'directory', mode: 0o755, size: 0, head: undefined },
      { path: '/bin', kind: 'directory', mode: 0o755, size: 0, head: undefined },
      { path: '/bin/large', kind: 'file', mode: 0o4755, size: 100_000, head: 4096 },
      { path: '/bin/twin', kind: 'file', mode: 0o4755, size: 100_000, head: 4096 },
      { path: '/bin/small', kind: 'file', mode: 0o755, size: 10, head: 10 },
      { path: '/bin/empty', kind: 'file', mode: 0o755, size: 0, head: 0 },
      { path: '/bin/sh', kind: 'symlink', mode: 0o777, size: 0, target: 'small', head: undefined },
      { path: '/notes', kind: 'file', mode: 0o600, size: 4, head: undefined },
      { path: '/gone/.wh.old', kind: 'file', mode: 0o600, size: 0, head: undefined },
      { path: '/dev/null', kind: 'other', mode: 0o666, size: 0, head: undefined },
      { path: `/${'long/'.repeat(60)}name`, kind: 'file', mode: 0o644, size: 0, head: undefined },
    ]);
  });

  it('is read no further than wanted', async () => {
    const { entries } = await read(compress(await archive()), mediaType, 3);
    expect(entries.map(({ path }) => path)).toEqual(['/', '/bin', '/bin/large']);
  });

  it('is refused when it breaks off or is something else', async () => {
    const bytes = compress(await archive());
    for (const wrong of [bytes.subarray(0, bytes.length / 2), Buffer.alloc(2000, 'no layer')]) {
      await expect(read(wrong, mediaType)).rejects.toMatchObject({ code: 'IMAGE_UNSUITABLE' });
    }
  });
});

it('does not read what it cannot unpack', async () => {
  expect(await read(await archive(), 'application/vnd.in-toto+json')).toEqual({
    entries: [],
    unpacked: undefined,
  });
});

it('closes its source when it has enough, and when it is interrupted', async () => {
  const bytes = await archive();
  for (const end of ['enough', 'interrupt']) {
    const stop = new AbortController();
    const source = Readable.from(chunks(bytes, 512));
    const closed = new Promise((resolve) => source.once('close', resolve));
    const reading = createLayerReader().read(
      source,
      plain,
      () => {
        if (end === 'interrupt') stop.abort();
        return end === 'interrupt';
      },
      stop.signal,
    );
    if (end === 'interrupt') await expect(reading).rejects.toMatchObject({ code: 'INTERRUPTED' });
    else await reading;
    await closed;
  }
});

it('passes on why its source failed', async () => {
  const reason = new AppError({ code: 'REMOTE_UNAVAILABLE', message: 'the registry went away' });
  const source = Readable.from(
    (async function* () {
      yield (await archive()).subarray(0, 1024);
      throw reason;
    })(),
  );
  await expect(createLayerReader().read(source, plain, () => true, noSignal)).rejects.toBe(reason);
});
