import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { shortDigest } from '../../src/domain/digest.js';
import { parseRepositoryUri, parseTag } from '../../src/domain/image-reference.js';
import { openArchive } from '../../src/services/acquire-image.js';
import type { Candidate } from '../../src/services/candidate.js';
import {
  blobPath,
  fileOf,
  folderOf,
  laidOutImage,
  layoutOf,
  randomLayer,
  savedImage,
  tarOf,
} from '../adapters/archive/archive-fixtures.js';
import { startCuttingProxy } from '../servers/cutting-proxy.js';
import { failureOf } from './failure-of.js';
import { type PushWorld, startPushWorld } from './push-world.js';

let world: PushWorld;
beforeEach(async () => {
  world = await startPushWorld();
  await world.repository('app');
});
afterEach(() => world.close());

const megabyte = 1_000_000;
const noSignal = new AbortController().signal;

function opened(path: string): Promise<Candidate> {
  return openArchive(path, 'x86_64', world.archives, noSignal);
}

async function savedArchive(...layers: Buffer[]): Promise<string> {
  return fileOf(await tarOf(savedImage(layers)));
}

/** Does not shrink by compression, so that bytes can be counted. */
async function denseLayer(size: number): Promise<Buffer> {
  return tarOf({ data: randomBytes(size) });
}

it('sends what docker save wrote, and the second time nothing', async () => {
  const path = await savedArchive(await randomLayer(), await randomLayer());
  const first = await world.push(await opened(path), 'app');
  expect(first.layers).toEqual({ total: 2, pushed: 2 });
  const repository = parseRepositoryUri(`${world.host}/app`);
  const stored = await world.registry.readManifest(repository, first.tag, world.credentials);
  expect(stored?.digest).toBe(first.digest);
  expect(world.effects.all()).toEqual([
    `pushed ${world.host}/app:${first.tag} (${shortDigest(first.digest)})`,
  ]);
  expect(world.events.filter(({ status }) => status === 'pushed')).toHaveLength(3);
  world.received();
  const second = await world.push(await opened(path), 'app', { extraTags: [parseTag('v1')] });
  expect(second).toEqual({ ...first, layers: { total: 2, pushed: 0 } });
  // The manifest alone, under the new tag.
  expect(world.received()).toBe(stored?.bytes.byteLength);
});

it('keeps the digest of an OCI layout', async () => {
  const image = laidOutImage([await randomLayer(), await randomLayer()]);
  const folder = await folderOf(layoutOf([image.descriptor], image.files));
  const pushed = await world.push(await opened(folder), 'app');
  expect(pushed.digest).toBe(image.descriptor.digest);
  expect((await world.push(await opened(folder), 'app')).layers.pushed).toBe(0);
});

it('sends only the layer that is new', async () => {
  const [base, one, two] = [await denseLayer(megabyte), await denseLayer(2000), await denseLayer(2000)];
  await world.push(await opened(await savedArchive(base, one)), 'app');
  world.received();
  const pushed = await world.push(await opened(await savedArchive(base, two)), 'app');
  expect(pushed.layers).toEqual({ total: 2, pushed: 1 });
  expect(world.received()).toBeLessThan(10_000);
  expect(world.events.some(({ status }) => status === 'exists')).toBe(true);
});

it('mounts what another repository of the registry has', async () => {
  const image = laidOutImage([await denseLayer(megabyte)]);
  await world.repository('base');
  await world.push(await opened(await folderOf(layoutOf([image.descriptor], image.files))), 'base');
  const annotations = { 'org.opencontainers.image.ref.name': `${world.host}/base:v1` };
  const named = await folderOf(layoutOf([{ ...image.descriptor, annotations }], image.files));
  world.received();
  const pushed = await world.push(await opened(named), 'app');
  expect(pushed).toMatchObject({ digest: image.descriptor.digest, layers: { total: 1, pushed: 0 } });
  expect(world.received()).toBeLessThan(2000);
  expect(world.events.some(({ status }) => status === 'mounted')).toBe(true);
});

it('goes on where broken connections left a layer', async () => {
  const proxy = await startCuttingProxy(world.host);
  try {
    const candidate = await opened(await savedArchive(await denseLayer(6 * megabyte)));
    proxy.cutUploadsAfter(1.5 * megabyte, 1.5 * megabyte, 1.5 * megabyte);
    const pushed = await world.push(candidate, 'app', { host: proxy.host });
    expect(proxy.cuts()).toBe(3);
    expect(pushed.layers).toEqual({ total: 1, pushed: 1 });
    // Without resuming, the three breaks would cost four and a half megabytes more than the six that there are.
    expect(proxy.uploaded()).toBeGreaterThan(6 * megabyte);
    expect(proxy.uploaded()).toBeLessThan(7.5 * megabyte);
    const there = await world.push(candidate, 'app');
    expect(there).toMatchObject({ digest: pushed.digest, layers: { pushed: 0 } });
  } finally {
    await proxy.close();
  }
});

it('ends all uploads with the first that fails, and puts no manifest', async () => {
  const layers = [await denseLayer(5 * megabyte), await denseLayer(5 * megabyte)];
  const image = laidOutImage(layers);
  const folder = await folderOf(layoutOf([image.descriptor], image.files));
  const candidate = await opened(folder);
  // The registry finds one of them wrong while the others are under way.
  world.region.faults.add({
    service: 'registry',
    url: '/blobs/uploads/',
    after: 1,
    error: { code: 'DENIED', message: 'not this one', status: 403 },
  });
  const failure = await failureOf(world.push(candidate, 'app'));
  expect(failure).toMatchObject({ code: 'ACCESS_DENIED', exitCode: 4 });
  expect(failure.message).toContain('not this one');
  expect(world.effects.all()).toEqual([]);
  const before = world.region.requests().length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(world.region.requests()).toHaveLength(before);
});

it('stops in the middle of a layer', async () => {
  const stop = new AbortController();
  const stopping = await startPushWorld(stop.signal);
  try {
    await stopping.repository('app');
    const path = await savedArchive(await denseLayer(20 * megabyte));
    const candidate = await openArchive(path, 'x86_64', stopping.archives, stop.signal);
    const proxy = await startCuttingProxy(stopping.host);
    const pushing = failureOf(stopping.push(candidate, 'app', { host: proxy.host }));
    const watch = setInterval(() => proxy.uploaded() > megabyte && stop.abort(), 1);
    const failure = await pushing;
    clearInterval(watch);
    await proxy.close();
    expect(failure).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
  } finally {
    await stopping.close();
  }
});

it('refuses a manifest that Lambda would refuse before a byte is sent', async () => {
  const image = laidOutImage([await randomLayer()]);
  const [name = '', manifest = ''] =
    Object.entries(image.files).find(([, text]) => String(text).includes('schemaVersion')) ?? [];
  const spoilt = Buffer.from(String(manifest).replace('oci.image.layer.v1.tar+gzip', 'in-toto+json'));
  const { [name]: _replaced, ...others } = image.files;
  const descriptor = {
    ...image.descriptor,
    digest: `sha256:${blobPath(spoilt).split('/').at(-1)}`,
    size: spoilt.length,
  };
  const folder = await folderOf(layoutOf([descriptor], others, { [blobPath(spoilt)]: spoilt }));
  world.received();
  const failure = await failureOf(world.push(await opened(folder), 'app'));
  expect(failure).toMatchObject({
    code: 'IMAGE_UNSUITABLE',
    message: expect.stringContaining('attestation'),
  });
  expect(world.received()).toBe(0);
});
