/** What the registry client must do against any real registry; run against Debian's and against our region's. */
import { afterAll, beforeAll, expect } from 'vitest';
import { createRegistryClient } from '../../../src/adapters/registry/registry-client.js';
import {
  parseRepositoryName,
  parseRepositoryUri,
  parseTag,
  type RepositoryUri,
} from '../../../src/domain/image-reference.js';
import type { RegistryCredentials } from '../../../src/ports/container-engine.js';
import { type CuttingProxy, startCuttingProxy } from '../../servers/cutting-proxy.js';
import { needing, type TestProgram } from '../../servers/needing.js';
import { absentDigest, imageOf, randomBlob, type TestBlob } from './test-image.js';

export interface RegistryUnderTest {
  /** `127.0.0.1:5000` */
  readonly host: string;
  readonly credentials: RegistryCredentials;
  /** Whether an upload whose connection broke can be taken up again; docker-registry cancels it then. */
  readonly resumes: boolean;
  /** Makes the repository where that is needed. */
  prepare(name: string): Promise<void>;
  close(): Promise<void>;
}

const kib = 1024;

export function describeRegistryContract(
  title: string,
  start: () => Promise<RegistryUnderTest>,
  ...programs: readonly TestProgram[]
): void {
  const { describe, it } = needing(...programs);
  describe(title, () => {
    const client = createRegistryClient();
    let registry: RegistryUnderTest;
    let proxy: CuttingProxy;
    let counter = 0;

    beforeAll(async () => {
      registry = await start();
      proxy = await startCuttingProxy(registry.host);
    });
    afterAll(async () => {
      await proxy?.close();
      await registry?.close();
    });

    async function repository(host = registry.host): Promise<{ uri: RepositoryUri; name: string }> {
      counter += 1;
      const name = `contract/r${counter}`;
      await registry.prepare(name);
      return { uri: parseRepositoryUri(`${host}/${name}`), name };
    }

    /** An image whose layer is this: ECR serves and mounts only layers that some image uses. */
    async function pushImage(uri: RepositoryUri, layer: TestBlob): Promise<void> {
      const { credentials } = registry;
      const { config, manifest } = imageOf(layer);
      await client.pushBlob(layer, { repository: uri, credentials });
      await client.pushBlob(config, { repository: uri, credentials });
      await client.putManifest(uri, parseTag('v1'), manifest, credentials);
    }

    it('pushes an image blob by blob and reads it back, byte for byte', async () => {
      const { credentials } = registry;
      const { uri } = await repository();
      const { config, layer, manifest } = imageOf(randomBlob(300 * kib));
      const tag = parseTag('v1');
      expect(await client.readManifest(uri, tag, credentials)).toBeUndefined();
      expect(await client.hasBlob(uri, layer.digest, credentials)).toBe(false);
      const progress: number[] = [];
      expect(
        await client.pushBlob(layer, {
          repository: uri,
          credentials,
          onProgress: (sent) => progress.push(sent),
        }),
      ).toBe('uploaded');
      expect(await client.pushBlob(config, { repository: uri, credentials })).toBe('uploaded');
      expect(progress[0]).toBe(0);
      expect(progress.at(-1)).toBe(layer.size);
      expect(await client.hasBlob(uri, layer.digest, credentials)).toBe(true);
      expect(await client.putManifest(uri, tag, manifest, credentials)).toBe(manifest.digest);
      expect(await client.putManifest(uri, tag, manifest, credentials)).toBe(manifest.digest);

      for (const reference of [tag, manifest.digest]) {
        const read = await client.readManifest(uri, reference, credentials);
        expect(read).toMatchObject({ digest: manifest.digest, mediaType: manifest.mediaType });
        expect(Buffer.from(read?.bytes ?? []).equals(Buffer.from(manifest.bytes))).toBe(true);
      }
      expect(Buffer.from(await client.readBlob(uri, config.digest, credentials)).equals(config.bytes)).toBe(
        true,
      );
    });

    it('sends nothing that is there already', async () => {
      const { credentials } = registry;
      const { uri } = await repository();
      const layer = randomBlob(10 * kib);
      await client.pushBlob(layer, { repository: uri, credentials });
      expect(await client.pushBlob(layer, { repository: uri, credentials })).toBe('exists');
      expect(layer.opened).toEqual([0]);
    });

    it('has no image of an unknown tag or digest, and no such blob', async () => {
      const { credentials } = registry;
      const { uri } = await repository();
      expect(await client.readManifest(uri, parseTag('none'), credentials)).toBeUndefined();
      expect(await client.readManifest(uri, absentDigest, credentials)).toBeUndefined();
      await expect(client.readBlob(uri, absentDigest, credentials)).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
      });
      await expect(client.openBlob(uri, absentDigest, credentials)).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
      });
    });

    it('takes a blob over from another repository without sending it', async () => {
      const { credentials } = registry;
      const [from, to] = [await repository(), await repository()];
      const layer = randomBlob(20 * kib);
      await pushImage(from.uri, layer);
      const push = { repository: to.uri, credentials, mountFrom: parseRepositoryName(from.name) };
      expect(await client.pushBlob(layer, push)).toBe('mounted');
      await pushImage(to.uri, layer);
      expect(layer.opened).toEqual([0]);
      expect(Buffer.from(await client.readBlob(to.uri, layer.digest, credentials)).equals(layer.bytes)).toBe(
        true,
      );
    });

    it('sends a blob when it cannot be mounted', async () => {
      const { credentials } = registry;
      const [from, to] = [await repository(), await repository()];
      const layer = randomBlob(20 * kib);
      const push = { repository: to.uri, credentials, mountFrom: parseRepositoryName(from.name) };
      expect(await client.pushBlob(layer, push)).toBe('uploaded');
    });

    it('gets a blob there although the connection breaks twice, from where it broke if the registry can', async () => {
      const { credentials } = registry;
      const { uri } = await repository(proxy.host);
      const layer = randomBlob(3000 * kib);
      const before = proxy.cuts();
      proxy.cutUploadsAfter(1000 * kib, 1000 * kib);
      expect(await client.pushBlob(layer, { repository: uri, credentials })).toBe('uploaded');
      expect(proxy.cuts() - before).toBe(2);
      expect(layer.opened).toHaveLength(3);
      if (registry.resumes) {
        const [first, second = 0, third] = layer.opened;
        expect(first).toBe(0);
        expect(second).toBeGreaterThan(500 * kib);
        expect(third).toBeGreaterThan(second);
      }
      await pushImage(uri, layer);
      expect(Buffer.from(await client.readBlob(uri, layer.digest, credentials)).equals(layer.bytes)).toBe(
        true,
      );
    });

    it('goes on where a broken connection left the download', async () => {
      const { credentials } = registry;
      const { uri } = await repository(proxy.host);
      const layer = randomBlob(3000 * kib);
      await pushImage(uri, layer);
      const before = proxy.cuts();
      proxy.cutDownloadsAfter(1000 * kib, 1000 * kib);
      const chunks: Uint8Array[] = [];
      for await (const chunk of await client.openBlob(uri, layer.digest, credentials)) chunks.push(chunk);
      expect(proxy.cuts() - before).toBe(2);
      expect(Buffer.concat(chunks).equals(layer.bytes)).toBe(true);
    });

    it('reads a small blob again whose connection broke half-way', async () => {
      const { credentials } = registry;
      const { uri } = await repository(proxy.host);
      const layer = randomBlob(1000 * kib);
      await pushImage(uri, layer);
      const before = proxy.cuts();
      proxy.cutDownloadsAfter(500 * kib);
      expect(Buffer.from(await client.readBlob(uri, layer.digest, credentials)).equals(layer.bytes)).toBe(
        true,
      );
      expect(proxy.cuts() - before).toBe(1);
    });

    it('pushes many blobs at once', async () => {
      const { credentials } = registry;
      const { uri } = await repository();
      const blobs = Array.from({ length: 12 }, () => randomBlob(50 * kib));
      const outcomes = await Promise.all(
        blobs.map((blob) => client.pushBlob(blob, { repository: uri, credentials })),
      );
      expect(outcomes).toEqual(blobs.map(() => 'uploaded'));
      const found = await Promise.all(blobs.map((blob) => client.hasBlob(uri, blob.digest, credentials)));
      expect(found).toEqual(blobs.map(() => true));
    });

    it('is refused a blob whose bytes are not its digest', async () => {
      const { credentials } = registry;
      const { uri } = await repository();
      const lying = { ...randomBlob(10 * kib), digest: absentDigest };
      await expect(client.pushBlob(lying, { repository: uri, credentials })).rejects.toMatchObject({
        code: 'DIGEST_MISMATCH',
      });
      expect(await client.hasBlob(uri, absentDigest, credentials)).toBe(false);
    });

    it('is refused with a wrong password', async () => {
      const { uri } = await repository();
      const wrong = { username: 'AWS', password: 'not-the-password' };
      const reading = client.readManifest(uri, parseTag('v1'), wrong);
      await expect(reading).rejects.toMatchObject({ exitCode: expect.any(Number) });
      const failure = await reading.catch((error: unknown) => error as { code: string; message: string });
      expect(['CREDENTIALS_REFUSED', 'ACCESS_DENIED']).toContain((failure as { code: string }).code);
      expect(JSON.stringify(failure) + (failure as { message: string }).message).not.toContain(
        'not-the-password',
      );
    });
  });
}
