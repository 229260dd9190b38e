/** Counts the bytes that layers unpack to: Lambda's limit is on those, and no manifest tells them. */
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Descriptor } from '../../domain/image-manifest.js';
import type { EcrContext } from './ecr-tables.js';

/** Bytes of all layers unpacked; undefined where one is in a format that Node cannot read (zstd) or is damaged. */
export type UnpackedSize = (layers: readonly Descriptor[]) => Promise<number | undefined>;

/** Each layer is read once and its size remembered, also for callers that ask at the same moment. */
export function createUnpackedSize(context: EcrContext): UnpackedSize {
  const { unpacked } = context.tables;
  const running = new Map<string, Promise<number | undefined>>();
  const ofLayer = (layer: Descriptor): Promise<number | undefined> => {
    const known = unpacked.get(layer.digest);
    if (known !== undefined) return Promise.resolve(known);
    const count = running.get(layer.digest) ?? countBytes(context, layer);
    running.set(layer.digest, count);
    return count.finally(() => running.delete(layer.digest));
  };
  return async (layers) => {
    let sum = 0;
    for (const layer of layers) {
      const size = await ofLayer(layer);
      if (size === undefined) return undefined;
      if (unpacked.get(layer.digest) === undefined) unpacked.put(layer.digest, size);
      sum += size;
    }
    return sum;
  };
}

async function countBytes(
  { blobs }: EcrContext,
  { digest, mediaType }: Descriptor,
): Promise<number | undefined> {
  if (mediaType.endsWith('tar')) return blobs.size(digest);
  if (!mediaType.endsWith('gzip')) return undefined;
  let bytes = 0;
  const counter = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  try {
    await pipeline(blobs.read(digest), createGunzip(), counter);
  } catch {
    // Missing or not gzip: the size is unknown, and whoever needs the layer will say what is wrong with it.
    return undefined;
  }
  return bytes;
}
