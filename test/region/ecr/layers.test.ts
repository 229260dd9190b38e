/** Layers through the real SDK: uploads in parts, availability, signed downloads. */
import { randomBytes } from 'node:crypto';
import {
  BatchCheckLayerAvailabilityCommand,
  CompleteLayerUploadCommand,
  CreateRepositoryCommand,
  GetDownloadUrlForLayerCommand,
  InitiateLayerUploadCommand,
  PutImageCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { buildImage, pushBlob } from './push-image.js';
import { startEcr, type TestEcr } from './start-ecr.js';

const repositoryName = 'team/app';
let ecr: TestEcr;
beforeEach(async () => {
  ecr = await startEcr();
  await ecr.client.send(new CreateRepositoryCommand({ repositoryName }));
});
afterEach(() => ecr.close());

const put = (imageManifest: string, more: object = {}) =>
  ecr.client.send(new PutImageCommand({ repositoryName, imageManifest, ...more }));

describe('layers', () => {
  const start = async () => {
    const { uploadId, partSize } = await ecr.client.send(new InitiateLayerUploadCommand({ repositoryName }));
    return { uploadId: uploadId ?? '', partSize };
  };
  const upload = (
    uploadId: string,
    partFirstByte: number,
    bytes: Buffer,
    partLastByte = partFirstByte + bytes.length - 1,
  ) =>
    ecr.client.send(
      new UploadLayerPartCommand({
        repositoryName,
        uploadId,
        partFirstByte,
        partLastByte,
        layerPartBlob: bytes,
      }),
    );
  const complete = (uploadId: string, ...layerDigests: string[]) =>
    ecr.client.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests }));
  const mebibytes = (count: number) => randomBytes(count * 1024 * 1024);

  it('go up in parts and come down by a signed address without a token', async () => {
    const parts = [mebibytes(5), randomBytes(1000)];
    const layer = Buffer.concat(parts);
    const { uploadId, partSize } = await start();
    expect(partSize).toBe(10_485_760);
    await upload(uploadId, 0, parts[0] ?? layer);
    expect((await upload(uploadId, 5_242_880, parts[1] ?? layer)).lastByteReceived).toBe(layer.length - 1);
    expect(await complete(uploadId, digestOf(layer))).toMatchObject({
      uploadId,
      layerDigest: digestOf(layer),
    });

    const layerDigest = digestOf(layer);
    const url = new GetDownloadUrlForLayerCommand({ repositoryName, layerDigest });
    await expect(ecr.client.send(url)).rejects.toMatchObject({ name: 'LayerInaccessibleException' });
    const image = buildImage([layer]);
    if (image.blobs[0]) await pushBlob(ecr, repositoryName, image.blobs[0]);
    await put(image.manifest, { imageTag: 'v1' });
    const { downloadUrl = '' } = await ecr.client.send(url);
    expect(Buffer.from(await (await fetch(downloadUrl)).arrayBuffer()).equals(layer)).toBe(true);

    const forged = downloadUrl.replace(layerDigest, image.digest);
    expect((await fetch(forged)).status).toBe(403);
    ecr.time.now += 61 * 60_000;
    expect((await fetch(downloadUrl)).status).toBe(403);
  });

  it('are reported available, unavailable or invalid', async () => {
    const layer = randomBytes(10);
    await pushBlob(ecr, repositoryName, layer);
    const absent = digestOf('absent');
    const { layers, failures } = await ecr.client.send(
      new BatchCheckLayerAvailabilityCommand({
        repositoryName,
        layerDigests: [digestOf(layer), absent, 'x'],
      }),
    );
    expect(layers).toEqual([
      { layerDigest: digestOf(layer), layerAvailability: 'AVAILABLE', layerSize: 10 },
      { layerDigest: absent, layerAvailability: 'UNAVAILABLE' },
    ]);
    expect(failures).toMatchObject([{ layerDigest: 'x', failureCode: 'InvalidLayerDigest' }]);
  });

  it('are refused when parts do not follow each other', async () => {
    const { uploadId } = await start();
    await upload(uploadId, 0, randomBytes(10));
    await expect(upload(uploadId, 11, randomBytes(5))).rejects.toMatchObject({
      name: 'InvalidLayerPartException',
      uploadId,
      lastValidByteReceived: 9,
    });
    await expect(upload(uploadId, 10, randomBytes(5), 11)).rejects.toMatchObject({
      name: 'InvalidLayerPartException',
    });
  });

  it('are refused when a part but the last is too small, when empty, wrong, known or unknown', async () => {
    const small = await start();
    await upload(small.uploadId, 0, randomBytes(10));
    await upload(small.uploadId, 10, randomBytes(10));
    await expect(complete(small.uploadId, digestOf('x'))).rejects.toMatchObject({
      name: 'LayerPartTooSmallException',
    });

    const empty = await start();
    await expect(complete(empty.uploadId, digestOf(''))).rejects.toMatchObject({
      name: 'EmptyUploadException',
    });

    const wrong = await start();
    const layer = randomBytes(10);
    await upload(wrong.uploadId, 0, layer);
    await expect(complete(wrong.uploadId, digestOf('x'))).rejects.toMatchObject({
      name: 'InvalidLayerException',
    });
    await complete(wrong.uploadId, digestOf(layer));
    await expect(complete(wrong.uploadId, digestOf(layer))).rejects.toMatchObject({
      name: 'UploadNotFoundException',
    });

    const again = await start();
    await upload(again.uploadId, 0, layer);
    await expect(complete(again.uploadId, digestOf(layer))).rejects.toMatchObject({
      name: 'LayerAlreadyExistsException',
    });

    const elsewhere = new UploadLayerPartCommand({
      repositoryName: 'other',
      uploadId: (await start()).uploadId,
      partFirstByte: 0,
      partLastByte: 0,
      layerPartBlob: Buffer.from('x'),
    });
    await ecr.client.send(new CreateRepositoryCommand({ repositoryName: 'other' }));
    await expect(ecr.client.send(elsewhere)).rejects.toMatchObject({ name: 'UploadNotFoundException' });
  });
});
