/** Pushes made-up images over plain HTTP, the way every client does. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Digest, digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import type { TestEcr } from './start-ecr.js';

export interface BuiltImage {
  readonly manifest: string;
  readonly digest: Digest;
  readonly blobs: readonly Buffer[];
}

const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

/** An image of the given layers (random ones by default), each different from all others by its config. */
export function buildImage(
  layers: readonly Buffer[] = [gzipSync(randomBytes(64))],
  architecture = 'amd64',
): BuiltImage {
  const config = Buffer.from(
    JSON.stringify({
      os: 'linux',
      architecture,
      config: { Cmd: ['/app'] },
      id: randomBytes(8).toString('hex'),
    }),
  );
  const descriptor = (mediaType: string, bytes: Buffer) => ({
    mediaType,
    size: bytes.length,
    digest: digestOf(bytes),
  });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.dockerManifest,
    config: descriptor(mediaTypes.dockerConfig, config),
    layers: layers.map((layer) => descriptor(layerType, layer)),
  });
  return { manifest, digest: digestOf(manifest), blobs: [config, ...layers] };
}

/** An OCI index of the images. */
export function buildIndex(images: readonly BuiltImage[]): { manifest: string; digest: Digest } {
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: images.map((image) => ({
      mediaType: mediaTypes.dockerManifest,
      size: image.manifest.length,
      digest: image.digest,
      platform: { os: 'linux', architecture: 'amd64' },
    })),
  });
  return { manifest, digest: digestOf(manifest) };
}

/** One blob in one request. */
export async function pushBlob(ecr: TestEcr, repository: string, bytes: Buffer): Promise<Response> {
  return fetch(`${ecr.url}/v2/${repository}/blobs/uploads/?digest=${digestOf(bytes)}`, {
    method: 'POST',
    headers: { authorization: await ecr.authorization(), 'content-type': 'application/octet-stream' },
    body: bytes,
  });
}

export async function pushManifest(
  ecr: TestEcr,
  repository: string,
  reference: string,
  manifest: string,
  mediaType: string = mediaTypes.dockerManifest,
): Promise<Response> {
  return fetch(`${ecr.url}/v2/${repository}/manifests/${reference}`, {
    method: 'PUT',
    headers: { authorization: await ecr.authorization(), 'content-type': mediaType },
    body: manifest,
  });
}

/** Blobs and manifest; fails when anything is refused. */
export async function pushImage(
  ecr: TestEcr,
  repository: string,
  tag: string,
  image: BuiltImage,
): Promise<void> {
  for (const blob of image.blobs) await expectCreated(await pushBlob(ecr, repository, blob));
  await expectCreated(await pushManifest(ecr, repository, tag, image.manifest));
}

async function expectCreated(response: Response): Promise<void> {
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
}
