/** Image archives opened by the real adapter, as tests need them. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll } from 'vitest';
import { createImageArchives } from '../../../src/adapters/archive/image-archives.js';
import type { Architecture } from '../../../src/domain/architecture.js';
import type { BlobSource } from '../../../src/ports/blob-store.js';
import type { ImageContent, PackedImage } from '../../../src/ports/image-content.js';
import { type Files, fileOf, tarOf } from './archive-fixtures.js';

export const noSignal = new AbortController().signal;

const opened: ReturnType<typeof createImageArchives>[] = [];

afterAll(async () => {
  for (const each of opened.splice(0)) await each.close();
});

/** Everything that is opened here is closed when the test file ends. */
export function newArchives(): ReturnType<typeof createImageArchives> {
  const made = createImageArchives();
  opened.push(made);
  return made;
}

export function openImage(path: string, architecture: Architecture = 'x86_64'): Promise<ImageContent> {
  return newArchives().open(path, architecture, noSignal);
}

export function packed(content: ImageContent): Promise<PackedImage> {
  return content.pack(() => undefined, noSignal);
}

export function bytesOf(blob: BlobSource | undefined, from = 0): Promise<Buffer> {
  return buffer(Readable.from(blob?.open(from) ?? []));
}

export async function tarFile(files: Files): Promise<string> {
  return fileOf(await tarOf(files));
}
