import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import {
  blobPath,
  configOf,
  descriptorOf,
  folderOf,
  laidOutImage,
  layoutOf,
  randomLayer,
} from './archive-fixtures.js';
import { bytesOf, openImage, packed, tarFile } from './opened-archives.js';

it.each(['folder', 'tar file'])('as a %s keeps manifest and blobs byte for byte', async (kind) => {
  const image = laidOutImage([await randomLayer(), await randomLayer()]);
  const files = layoutOf([image.descriptor], image.files);
  const content = await openImage(kind === 'folder' ? await folderOf(files) : await tarFile(files));
  expect(content.id).toBe(image.descriptor.digest);
  const { manifest, blobs } = await packed(content);
  expect(manifest).toMatchObject({ digest: image.descriptor.digest, mediaType: mediaTypes.ociManifest });
  expect(digestOf(manifest.bytes)).toBe(manifest.digest);
  expect(blobs).toHaveLength(3);
  for (const blob of blobs) expect(digestOf(await bytesOf(blob))).toBe(blob.digest);
});

it('gives the child of an index for the architecture, past attestations', async () => {
  const [amd, arm] = [
    laidOutImage([await randomLayer()]),
    laidOutImage([await randomLayer()], { architecture: 'arm64' }),
  ];
  const attestation = laidOutImage([await randomLayer()], { architecture: 'unknown' });
  const index = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [amd, arm, attestation].map(({ descriptor }) => descriptor),
    }),
  );
  const top = [descriptorOf(mediaTypes.ociIndex, index)];
  const folder = await folderOf(
    layoutOf(top, amd.files, arm.files, attestation.files, { [blobPath(index)]: index }),
  );
  expect((await openImage(folder)).id).toBe(amd.descriptor.digest);
  expect((await openImage(folder, 'arm64')).id).toBe(arm.descriptor.digest);
  // Saved for one platform alone, the index is still whole.
  for (const name of Object.keys(arm.files)) await rm(join(folder, name));
  expect((await openImage(folder)).id).toBe(amd.descriptor.digest);
  await expect(openImage(folder, 'arm64')).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    message: expect.stringContaining('is missing in it'),
  });
});

it('finds the platform in the config where the index does not tell it', async () => {
  const images = [
    laidOutImage([await randomLayer()]),
    laidOutImage([await randomLayer()], { architecture: 'arm64' }),
  ];
  const bare = images.map(({ descriptor: { platform: _, ...rest } }) => rest);
  const path = await tarFile(layoutOf(bare, ...images.map(({ files }) => files)));
  expect((await openImage(path, 'arm64')).id).toBe(images[1]?.descriptor.digest);
});

it('has none for the architecture, or too many', async () => {
  const images = [laidOutImage([await randomLayer()]), laidOutImage([await randomLayer()])];
  const path = await tarFile(
    layoutOf(
      images.map(({ descriptor }) => descriptor),
      ...images.map(({ files }) => files),
    ),
  );
  await expect(openImage(path)).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    message: expect.stringContaining('2 images for linux/amd64'),
  });
  await expect(openImage(path, 'arm64')).rejects.toMatchObject({
    code: 'IMAGE_IS_INDEX',
    message: expect.stringContaining('no image for linux/arm64; it has linux/amd64, linux/amd64'),
  });
});

it('of a newer engine whose layers are not compressed is taken as docker save', async () => {
  const layers = [await randomLayer()];
  const image = laidOutImage(layers);
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: descriptorOf(mediaTypes.ociConfig, configOf(layers)),
      layers: layers.map((layer) => descriptorOf('application/vnd.oci.image.layer.v1.tar', layer)),
    }),
  );
  const [layer = Buffer.alloc(0)] = layers;
  const files = {
    ...layoutOf([descriptorOf(mediaTypes.ociManifest, manifest)], image.files, {
      [blobPath(manifest)]: manifest,
      [blobPath(layer)]: layer,
    }),
    'manifest.json': JSON.stringify([
      { Config: blobPath(configOf(layers)), RepoTags: null, Layers: [blobPath(layer)] },
    ]),
  };
  const content = await openImage(await tarFile(files));
  expect(content.id).toBe(digestOf(configOf(layers)));
  expect((await packed(content)).manifest.mediaType).toBe(mediaTypes.dockerManifest);
});

it('is checked: a missing layer, one of another length, and one of other bytes', async () => {
  const layer = await randomLayer();
  const image = laidOutImage([layer]);
  const name = blobPath(gzipSync(layer));
  const folder = await folderOf(layoutOf([image.descriptor], image.files));
  const { size } = descriptorOf('', gzipSync(layer));
  await writeFile(join(folder, name), Buffer.alloc(size));
  await expect(packed(await openImage(folder))).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    message: expect.stringContaining('is damaged'),
  });
  await writeFile(join(folder, name), 'short');
  await expect(openImage(folder)).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    message: expect.stringContaining(`has 5 bytes, and the manifest says ${size}`),
  });
  await rm(join(folder, name));
  await expect(openImage(folder)).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    message: expect.stringContaining(`${name} is missing`),
  });
});
