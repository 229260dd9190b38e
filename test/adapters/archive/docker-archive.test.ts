import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { mediaTypes, parseManifest } from '../../../src/domain/image-manifest.js';
import {
  configOf,
  type Files,
  fileOf,
  folderOf,
  randomLayer,
  savedImage,
  tarOf,
} from './archive-fixtures.js';
import { bytesOf, openImage, packed, tarFile } from './opened-archives.js';

it('has the id of its config, and a manifest of schema 2 over layers compressed here', async () => {
  const layers = [await randomLayer(), await randomLayer(200_000)];
  const content = await openImage(await tarFile(savedImage(layers, { tags: ['team/app:v1'] })));
  const config = configOf(layers);
  expect(content).toMatchObject({
    id: digestOf(config),
    names: ['team/app:v1'],
    uncompressedBytes: layers.reduce((sum, layer) => sum + layer.byteLength, 0),
    config: { os: 'linux', architecture: 'amd64', entryPoint: ['/bin/app'], layerCount: 2 },
  });
  const { manifest, blobs } = await packed(content);
  expect(manifest.mediaType).toBe(mediaTypes.dockerManifest);
  const parsed = parseManifest(manifest.bytes);
  expect(parsed).toMatchObject({
    kind: 'manifest',
    digest: manifest.digest,
    config: { digest: content.id },
  });
  expect(blobs.map(({ digest }) => digest)).toEqual(
    parsed.kind === 'manifest' ? [parsed.config, ...parsed.layers].map(({ digest }) => digest) : [],
  );
  for (const blob of blobs) {
    const bytes = await bytesOf(blob);
    expect(digestOf(bytes)).toBe(blob.digest);
    expect(bytes.byteLength).toBe(blob.size);
    expect((await bytesOf(blob, 10)).equals(bytes.subarray(10))).toBe(true);
  }
  expect(gunzipSync(await bytesOf(blobs[2])).equals(layers[1] ?? Buffer.alloc(0))).toBe(true);
});

it('has the same digest from run to run, and packs once a run', async () => {
  const path = await tarFile(savedImage([await randomLayer(50_000), await randomLayer(50_000)]));
  const first = await openImage(path);
  const [one, again, other] = [await packed(first), await packed(first), await packed(await openImage(path))];
  expect(again).toBe(one);
  expect(other.manifest.digest).toBe(one.manifest.digest);
});

it('takes equal layers once, also where the engine saved the second as a link', async () => {
  const layer = await randomLayer();
  const files = savedImage([layer, layer]);
  const [first = '', second = ''] = Object.keys(files).filter((name) => name.endsWith('layer.tar'));
  const { blobs, manifest } = await packed(
    await openImage(await tarFile({ ...files, [second]: `→ ../${first}` })),
  );
  expect(blobs).toHaveLength(2);
  expect(parseManifest(manifest.bytes)).toMatchObject({
    layers: [blobs[1], blobs[1]].map((blob) => ({ digest: blob?.digest })),
  });
});

it('sends a layer as it is that is compressed already', async () => {
  const layer = await randomLayer();
  const compressed = gzipSync(layer, { level: 1 });
  const files = savedImage([layer]);
  const name = Object.keys(files).find((each) => each.endsWith('layer.tar')) ?? '';
  const { blobs } = await packed(await openImage(await tarFile({ ...files, [name]: compressed })));
  expect(blobs[1]?.digest).toBe(digestOf(compressed));
});

it('reads an unpacked archive, and one compressed as a whole', async () => {
  const layers = [await randomLayer()];
  const files = savedImage(layers);
  const digests = await Promise.all(
    [await folderOf(files), await fileOf(gzipSync(await tarOf(files)), 'x.tar.gz'), await tarFile(files)].map(
      async (path) => (await packed(await openImage(path))).manifest.digest,
    ),
  );
  expect(new Set(digests).size).toBe(1);
});

it('takes the image of the architecture out of several', async () => {
  const [amd, arm] = [
    savedImage([await randomLayer()]),
    savedImage([await randomLayer()], { architecture: 'arm64' }),
  ];
  const manifests = [amd, arm].flatMap((files) => JSON.parse(String(files['manifest.json'])) as unknown[]);
  const path = await tarFile({ ...amd, ...arm, 'manifest.json': JSON.stringify(manifests) });
  expect((await openImage(path, 'arm64')).config.architecture).toBe('arm64');
  expect((await openImage(path, 'x86_64')).config.architecture).toBe('amd64');
});

it('tells the images of one architecture apart by nothing', async () => {
  const saved = [savedImage([await randomLayer()], { tags: ['a:1'] }), savedImage([await randomLayer()])];
  const manifests = saved.flatMap((files) => JSON.parse(String(files['manifest.json'])) as unknown[]);
  const path = await tarFile(Object.assign({}, ...saved, { 'manifest.json': JSON.stringify(manifests) }));
  await expect(openImage(path)).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    message: expect.stringContaining('2 images, 2 of them for x86_64: a:1 (amd64), without a name (amd64)'),
  });
});

it.each<[string, (files: Record<string, Buffer | string>, layer: string) => Files, RegExp]>([
  ['no manifest.json', ({ 'manifest.json': _, ...files }) => files, /neither a docker save archive/],
  [
    'a manifest.json that is not JSON',
    (files) => ({ ...files, 'manifest.json': '{' }),
    /manifest\.json is not JSON/,
  ],
  ['an empty manifest.json', (files) => ({ ...files, 'manifest.json': '[]' }), /names no image/],
  [
    'a manifest.json of something else',
    (files) => ({ ...files, 'manifest.json': '[{"a":1}]' }),
    /no config and layers/,
  ],
  [
    'no config',
    (files) => Object.fromEntries(Object.entries(files).filter(([name]) => !/^\w{64}\.json$/.test(name))),
    /the image config, is missing/,
  ],
  [
    'a missing layer',
    (files, layer) => Object.fromEntries(Object.entries(files).filter(([name]) => name !== layer)),
    /layer\.tar is missing/,
  ],
  [
    'a config of fewer layers',
    (files) => ({
      ...files,
      'manifest.json': String(files['manifest.json']).replace(/("[^"]*layer\.tar")/, '$1,$1'),
    }),
    /2 layers, and its config speaks of 1/,
  ],
])('refuses %s when it is opened', async (_, spoil, text) => {
  const files = savedImage([await randomLayer()]);
  const layer = Object.keys(files).find((name) => name.endsWith('layer.tar')) ?? '';
  const opening = openImage(await tarFile(spoil(files, layer)));
  await expect(opening).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    exitCode: 2,
    message: expect.stringMatching(text),
  });
});

it.each<[string, (layer: Buffer) => Buffer, RegExp]>([
  [
    'a flipped bit',
    (layer) => Buffer.from(layer).fill(0xff, 600, 601),
    /layer 1 of 1 is damaged: it has the digest sha256:/,
  ],
  [
    'zstd',
    (layer) => Buffer.concat([Buffer.from('28b52ffd', 'hex'), layer]),
    /layer 1 of 1 is compressed with zstd/,
  ],
  [
    'half of a gzip file',
    (layer) => gzipSync(layer).subarray(0, 100),
    /layer 1 of 1 cannot be read: unexpected end of file/,
  ],
])('refuses a layer with %s when it is packed', async (_, spoil, text) => {
  const layer = await randomLayer();
  const files = savedImage([layer]);
  const name = Object.keys(files).find((each) => each.endsWith('layer.tar')) ?? '';
  const content = await openImage(await tarFile({ ...files, [name]: spoil(layer) }));
  await expect(packed(content)).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    message: expect.stringMatching(text),
  });
});
