/** Blobs on disk: verified digests, resumable uploads, and what a restart finds. */
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/digest.js';
import { type Blobs, openBlobs } from '../../src/region/blobs.js';

let folder: string;
let blobs: Blobs;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lading-blobs-'));
  blobs = openBlobs(folder, { patience: 20 });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function* failingAfter(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
  throw new Error('the cable was pulled');
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

const digest = digestOf('hello world');

describe('openBlobs', () => {
  it('makes an upload a blob when the digest is right', async () => {
    const id = await blobs.startUpload();
    expect(await blobs.append(id, chunks('hello', ' '))).toEqual({ kind: 'appended', size: 6 });
    expect(await blobs.append(id, chunks('world'), 6)).toEqual({ kind: 'appended', size: 11 });
    expect(await blobs.size(digest)).toBeUndefined();
    expect(await blobs.finish(id, digest)).toEqual({ kind: 'stored', size: 11 });
    expect(await blobs.size(digest)).toBe(11);
    expect(await text(blobs.read(digest))).toBe('hello world');
    expect(await text(blobs.read(digest, { start: 6, end: 8 }))).toBe('wor');
    expect(await blobs.uploadSize(id)).toBeUndefined();
  });

  it('keeps the upload and stores nothing when the digest is wrong', async () => {
    const id = await blobs.startUpload();
    await blobs.append(id, chunks('hello'));
    expect(await blobs.finish(id, digest)).toEqual({ kind: 'digest-mismatch', actual: digestOf('hello') });
    expect(await blobs.size(digest)).toBeUndefined();
    await blobs.append(id, chunks(' world'));
    expect(await blobs.finish(id, digest)).toEqual({ kind: 'stored', size: 11 });
  });

  it('refuses an offset that is not where the upload ends', async () => {
    const id = await blobs.startUpload();
    await blobs.append(id, chunks('hello'));
    expect(await blobs.append(id, chunks('x'), 4)).toEqual({ kind: 'wrong-offset', size: 5 });
    expect(await blobs.append(id, chunks('x'), 6)).toEqual({ kind: 'wrong-offset', size: 5 });
    expect(await blobs.uploadSize(id)).toBe(5);
  });

  it('resumes after the source failed, with the digest still right', async () => {
    const id = await blobs.startUpload();
    await expect(blobs.append(id, failingAfter('hello '))).rejects.toThrow('cable');
    expect(await blobs.uploadSize(id)).toBe(6);
    await blobs.append(id, chunks('world'), 6);
    expect(await blobs.finish(id, digest)).toEqual({ kind: 'stored', size: 11 });
  });

  it('resumes what an earlier process left behind', async () => {
    const id = await blobs.startUpload();
    await blobs.append(id, chunks('hello '));
    const reopened = openBlobs(folder);
    expect(await reopened.uploadSize(id)).toBe(6);
    await reopened.append(id, chunks('world'), 6);
    expect(await reopened.finish(id, digest)).toEqual({ kind: 'stored', size: 11 });
  });

  it('lets one writer at a time into an upload', async () => {
    const id = await blobs.startUpload();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* slow(): AsyncGenerator<Buffer> {
      yield Buffer.from('hello ');
      await held;
      yield Buffer.from('world');
    }
    const first = blobs.append(id, slow());
    await expect.poll(() => blobs.uploadSize(id)).toBe(6);
    expect(await blobs.append(id, chunks('x'))).toEqual({ kind: 'busy' });
    expect(await blobs.finish(id, digest)).toEqual({ kind: 'busy' });
    release();
    expect(await first).toEqual({ kind: 'appended', size: 11 });
    expect(await blobs.finish(id, digest)).toEqual({ kind: 'stored', size: 11 });
  });

  it('waits for a writer that is about to go away', async () => {
    blobs = openBlobs(folder, { patience: 60_000 });
    const id = await blobs.startUpload();
    let fail = (): void => undefined;
    const held = new Promise<void>((_resolve, reject) => {
      fail = () => reject(new Error('the cable was pulled'));
    });
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('hello ');
      await held;
    }
    const first = expect(blobs.append(id, broken())).rejects.toThrow('cable');
    await expect.poll(() => blobs.uploadSize(id)).toBe(6);
    const second = blobs.append(id, chunks('world'), 6);
    fail();
    await first;
    expect(await second).toEqual({ kind: 'appended', size: 11 });
    expect(await blobs.finish(id, digest)).toEqual({ kind: 'stored', size: 11 });
  });

  it('stores the same content twice without harm', async () => {
    expect(await blobs.save(Buffer.from('hello world'))).toBe(digest);
    const id = await blobs.startUpload();
    await blobs.append(id, chunks('hello world'));
    expect(await blobs.finish(id, digest)).toEqual({ kind: 'stored', size: 11 });
    expect((await blobs.load(digest))?.toString()).toBe('hello world');
  });

  it('knows nothing of uploads that were abandoned, never started or are paths', async () => {
    const id = await blobs.startUpload();
    expect(await blobs.abandon(id)).toBe(true);
    for (const unknown of [id, '00000000-0000-0000-0000-000000000000', '../sha256', '']) {
      expect(await blobs.append(unknown, chunks('x'))).toEqual({ kind: 'unknown-upload' });
      expect(await blobs.finish(unknown, digest)).toEqual({ kind: 'unknown-upload' });
      expect(await blobs.abandon(unknown)).toBe(false);
    }
    expect(await blobs.load(digest)).toBeUndefined();
  });

  it('sweeps old uploads at the start and keeps young ones', async () => {
    const [old, young] = [await blobs.startUpload(), await blobs.startUpload()];
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    utimesSync(join(folder, 'uploads', old), longAgo, longAgo);
    openBlobs(folder);
    expect(readdirSync(join(folder, 'uploads'))).toEqual([young]);
  });
});
