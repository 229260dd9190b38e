import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { readSlice } from '../../../src/adapters/archive/file-slice.js';
import { indexTar } from '../../../src/adapters/archive/tar-index.js';
import { fileOf, scratchFolder, tarOf } from './archive-fixtures.js';

const long = `${'folder/'.repeat(30)}file`;

async function contents(path: string): Promise<Record<string, string>> {
  const entries = [...(await indexTar(path))].map(async ([name, slice]) => [
    name,
    (await buffer(readSlice(slice))).toString(),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Record<string, string>;
}

it('finds every file of an archive, also by a long name and through links', async () => {
  const tar = await tarOf({
    'a/one': 'first',
    './b/two': 'x'.repeat(513),
    empty: '',
    [long]: 'far away',
    'c/link': '→ ../a/one',
    'd/link': '→ ../c/link',
    'e/round': '→ round',
    'f/nowhere': '→ ../../outside',
  });
  expect(await contents(await fileOf(tar))).toEqual({
    'a/one': 'first',
    'b/two': 'x'.repeat(513),
    empty: '',
    [long]: 'far away',
    'c/link': 'first',
    'd/link': 'first',
  });
});

it.each(['gnu', 'posix', 'ustar', 'v7'])('reads what GNU tar writes in its format %s', async (format) => {
  const folder = await scratchFolder();
  const name = format === 'gnu' || format === 'posix' ? long : 'folder/file';
  mkdirSync(join(folder, 'in', name, '..'), { recursive: true });
  writeFileSync(join(folder, 'in', name), 'content');
  symlinkSync('file', join(folder, 'in', name, '..', 'link'));
  const path = join(folder, 'x.tar');
  execFileSync('tar', [`--format=${format}`, '-cf', path, '-C', join(folder, 'in'), '.']);
  expect(await contents(path)).toEqual({ [name]: 'content', [name.replace(/file$/, 'link')]: 'content' });
});

it('knows sizes from 8 GiB on without reading them', async () => {
  const folder = await scratchFolder();
  const large = join(folder, 'large');
  writeFileSync(large, '');
  truncateSync(large, 9 * 1024 ** 3);
  writeFileSync(join(folder, 'after'), 'still found');
  const path = join(folder, 'x.tar');
  // Only the header of the large file, and what comes after it; between them lies a hole.
  execFileSync('bash', [
    '-c',
    `tar --format=gnu -cf - -C "${folder}" large 2>/dev/null | head -c 512 > "${path}";
     truncate -s $((512 + 9 * 1024 * 1024 * 1024)) "${path}";
     tar --format=gnu -cf - -C "${folder}" after >> "${path}"`,
  ]);
  const index = await indexTar(path);
  expect(index.get('large')).toEqual({ path, start: 512, size: 9 * 1024 ** 3 });
  expect((await buffer(readSlice(index.get('after') ?? { path, start: 0, size: 0 }))).toString()).toBe(
    'still found',
  );
});

it('reads a slice from any byte on', async () => {
  const index = await indexTar(await fileOf(await tarOf({ one: '0123456789', two: 'abc' })));
  const one = index.get('one');
  if (!one) throw new Error('not found');
  expect((await buffer(readSlice(one, 7))).toString()).toBe('789');
  expect((await buffer(readSlice(one, 10))).toString()).toBe('');
});

it.each<[string, (tar: Buffer) => Buffer, RegExp]>([
  ['an empty file', () => Buffer.alloc(0), /the file is empty/],
  ['rubbish', () => Buffer.from('#!/bin/sh\n'.repeat(200)), /not a tar archive/],
  ['less than a block', () => Buffer.from('short'), /not a tar archive/],
  ['zstd', (tar) => Buffer.concat([Buffer.from('28b52ffd', 'hex'), tar]), /compressed with zstd/],
  ['xz', (tar) => Buffer.concat([Buffer.from('fd377a585a00', 'hex'), tar]), /compressed with xz/],
  [
    'an entry that is cut off',
    (tar) => tar.subarray(0, 512 + 1000),
    /truncated: one should have 5000 bytes and has 1000/,
  ],
  ['a header that is cut off', (tar) => tar.subarray(0, 512 + 5120 + 100), /damaged at byte 5632/],
  ['a damaged header', (tar) => Buffer.from(tar).fill(0x41, 5632, 5700), /damaged at byte 5632/],
])('says what is wrong with %s', async (_, spoil, text) => {
  const tar = await tarOf({ one: 'x'.repeat(5000), two: 'y' });
  const path = await fileOf(spoil(tar));
  const reading = indexTar(path, 'shown.tar');
  await expect(reading).rejects.toMatchObject({
    code: 'ARCHIVE_INVALID',
    message: expect.stringMatching(text),
    details: { path: 'shown.tar' },
  });
});
