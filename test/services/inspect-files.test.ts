import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { createLayerReader } from '../../src/adapters/layers/tar-layer-reader.js';
import type { FilesSubject } from '../../src/domain/image-files/check-files.js';
import { inspectLayers } from '../../src/services/inspect-files.js';
import type { LayerSource } from '../../src/services/layer-source.js';
import { elf } from '../domain/image-files/sample-files.js';

type Entry = Partial<Header> & { name: string; body?: string | Uint8Array };

const gzip = 'application/vnd.oci.image.layer.v1.tar+gzip';
const noSignal = new AbortController().signal;
const program: Entry = { name: 'app', mode: 0o755, body: elf('x86_64') };
const subject: FilesSubject = {
  image: { architecture: 'amd64', entryPoint: ['/app'], command: [], workingDirectory: '/', environment: [] },
  overrides: [],
};

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const { body = '', ...header } of entries) {
    if (header.type === undefined || header.type === 'file') tar.entry(header, Buffer.from(body));
    else tar.entry(header);
  }
  tar.finalize();
  return buffer(tar as unknown as Readable);
}

/** Layers from the lowest to the top one; which were opened, by their place. */
async function inspect(layers: readonly (readonly Entry[])[], mediaType = gzip, about = subject) {
  const tars = await Promise.all(layers.map(tarOf));
  const opened: number[] = [];
  const sources = tars.map(
    (bytes, index): LayerSource => ({
      mediaType,
      size: bytes.length,
      async open() {
        opened.push(index);
        return Readable.from([mediaType === gzip ? gzipSync(bytes) : bytes]);
      },
    }),
  );
  const result = await inspectLayers(sources, about, createLayerReader(), noSignal);
  const ids = result.findings.map(({ id, severity }) => `${id} ${severity}`);
  return {
    ids,
    opened,
    bytes: result.uncompressedBytes,
    all: tars.reduce((sum, tar) => sum + tar.length, 0),
  };
}

it('reads from the top down and no further than needed', async () => {
  const { ids, opened, bytes } = await inspect([
    [{ name: 'base', body: 'x' }],
    [{ name: 'more' }],
    [program],
    [],
  ]);
  expect(ids).toEqual([]);
  expect(opened).toEqual([3, 2]);
  expect(bytes).toBeUndefined();
});

it('reads all layers before it says that something is missing, and then knows their size', async () => {
  const { ids, opened, bytes, all } = await inspect([
    [{ name: 'a', body: 'x'.repeat(5000) }],
    [{ name: 'b' }],
  ]);
  expect(ids).toEqual(['C2 error']);
  expect(opened).toEqual([1, 0]);
  expect(bytes).toBe(all);
});

it('does not find what an upper layer deleted', async () => {
  expect((await inspect([[program], [{ name: '.wh.app' }]])).ids).toEqual(['C2 error']);
});

it('finds what hard links name', async () => {
  const link: Entry = { name: 'app', type: 'link', linkname: 'bin/tool', mode: 0o755 };
  const tool: Entry = { ...program, name: 'bin/tool' };
  expect((await inspect([[tool, link]])).ids).toEqual([]);
  const wrong: Entry = { ...tool, body: elf('arm64') };
  expect((await inspect([[wrong, link]])).ids).toEqual(['C1 error']);
});

it('reads plain tar archives, and says what it cannot read', async () => {
  expect((await inspect([[program]], 'application/vnd.docker.image.rootfs.diff.tar')).ids).toEqual([]);
  expect((await inspect([[program]], 'application/vnd.unknown')).ids).toEqual(['FILES warning']);
});

it('has nothing to ask of an image for processors that Lambda does not have', async () => {
  const about = { ...subject, image: { ...subject.image, architecture: 's390x' } };
  expect((await inspect([[program]], gzip, about)).opened).toEqual([]);
});
