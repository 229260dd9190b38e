/** What a build context's archive holds, in which order, and how it fails. */
import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, type Header } from 'tar-stream';
import { afterEach, expect, test } from 'vitest';
import { locateContext } from '../../../src/adapters/docker/build-context.js';
import { packContext } from '../../../src/adapters/docker/context-archive.js';
import { contextFolder, type TestFolder } from '../../servers/context-folder.js';

const folders: TestFolder[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await contextFolder(files);
  folders.push(folder);
  return folder.path;
}

interface Entry extends Header {
  readonly text: string;
}

async function archived(
  context: string,
  { dockerfile = 'Dockerfile', builder = 'buildkit' as 'buildkit' | 'classic' } = {},
): Promise<Entry[]> {
  const tar = extract();
  Readable.from(packContext(await locateContext({ context, dockerfile }), builder)).pipe(
    tar as unknown as NodeJS.WritableStream,
  );
  const entries: Entry[] = [];
  for await (const entry of tar)
    entries.push({ ...entry.header, text: (await buffer(entry as AsyncIterable<Uint8Array>)).toString() });
  return entries;
}

const names = (entries: Entry[]) => entries.map(({ name }) => name.replace(/\/$/, ''));

test('parents come before children and names are in code-unit order, whatever order the disk has', async () => {
  const context = await folderWith({
    'b/z': '',
    'b/a': '',
    'b.txt': '',
    B: '',
    Dockerfile: 'FROM scratch',
    a: '',
  });
  expect(names(await archived(context))).toEqual(['B', 'Dockerfile', 'a', 'b', 'b/a', 'b/z', 'b.txt']);
});

test('owner is nobody in particular, modes and times are kept, links stay links', async () => {
  const context = await folderWith({ Dockerfile: 'FROM scratch', 'run.sh': '#!/bin/sh\n', empty: '' });
  await chmod(join(context, 'run.sh'), 0o751);
  await chmod(join(context, 'empty'), 0o666);
  await symlink('../outside/the/context', join(context, 'dangling'));
  await link(join(context, 'run.sh'), join(context, 'same.sh'));
  const found = Object.fromEntries((await archived(context)).map((entry) => [entry.name, entry]));
  expect(found['run.sh']).toMatchObject({ mode: 0o751, uid: 0, gid: 0, text: '#!/bin/sh\n' });
  expect(found.empty).toMatchObject({ mode: 0o666, size: 0 });
  expect(found.dangling).toMatchObject({ type: 'symlink', linkname: '../outside/the/context' });
  expect(found['same.sh']).toMatchObject({ type: 'file', text: '#!/bin/sh\n' });
});

test('ignored folders are not read at all', async () => {
  const context = await folderWith({
    Dockerfile: 'FROM scratch',
    '.dockerignore': 'secret',
    'secret/x': 'x',
    'src/a': 'a',
  });
  // Root reads anything, so the proof is a folder in place of which reading would fail: a link loop below it is never seen.
  await symlink('.', join(context, 'secret/loop'));
  expect(names(await archived(context))).toEqual(['.dockerignore', 'Dockerfile', 'src', 'src/a']);
});

test('an exception below an ignored folder brings its parents with it, and only those', async () => {
  const context = await folderWith({
    Dockerfile: '',
    '.dockerignore': '*\n!a/b/keep\n!x/nothing',
    'a/b/keep': '1',
    'a/b/drop': '2',
    'a/c/drop': '3',
    'x/y': '4',
  });
  expect(names(await archived(context))).toEqual(['Dockerfile', 'a', 'a/b', 'a/b/keep']);
});

test('the Dockerfile is sent although it is ignored; .dockerignore only to the engine that takes it out again', async () => {
  const context = await folderWith({
    'docker/prod.Dockerfile': 'FROM scratch',
    '.dockerignore': '**',
    a: '',
  });
  const dockerfile = 'docker/prod.Dockerfile';
  expect(names(await archived(context, { dockerfile }))).toEqual(['docker', dockerfile]);
  expect(names(await archived(context, { dockerfile, builder: 'classic' }))).toEqual([
    '.dockerignore',
    'docker',
    dockerfile,
  ]);
});

test('an ignore file named after the Dockerfile is the one that counts', async () => {
  const context = await folderWith({
    'prod.Dockerfile': '',
    'prod.Dockerfile.dockerignore': 'b',
    '.dockerignore': 'a',
    a: '',
    b: '',
  });
  expect(names(await archived(context, { dockerfile: 'prod.Dockerfile' }))).toEqual([
    '.dockerignore',
    'a',
    'prod.Dockerfile',
    'prod.Dockerfile.dockerignore',
  ]);
});

test('a Dockerfile outside of the context is added under a name made from its content', async () => {
  const context = await folderWith({ a: '' });
  const other = await folderWith({ Dockerfile: 'FROM scratch\n' });
  const first = await archived(context, { dockerfile: join(other, 'Dockerfile') });
  const again = await archived(context, { dockerfile: join(other, 'Dockerfile') });
  expect(first.at(-1)).toMatchObject({
    name: expect.stringMatching(/^\.dockerfile\.[0-9a-f]{20}$/),
    text: 'FROM scratch\n',
  });
  expect(again.at(-1)?.name).toBe(first.at(-1)?.name);
  expect(names(first)).toHaveLength(2);
});

test('long names and many files survive', async () => {
  const deep = `${'d'.repeat(120)}/${'e'.repeat(120)}/${'f'.repeat(60)}.txt`;
  const context = await folderWith({ Dockerfile: '', [deep]: 'deep' });
  expect((await archived(context)).at(-1)).toMatchObject({ name: deep, text: 'deep' });
});

test.each([
  ['no such folder', '/nonexistent/context', 'Dockerfile', 'is not a folder'],
  ['a file', '/etc/hostname', 'Dockerfile', 'is not a folder'],
  ['no Dockerfile', '/etc', 'No.Dockerfile', 'There is no Dockerfile at /etc/No.Dockerfile'],
  ['a folder as Dockerfile', '/', 'etc', 'There is no Dockerfile at /etc'],
])('%s is DOCKERFILE_NOT_FOUND', async (_case, context, dockerfile, text) => {
  await expect(locateContext({ context, dockerfile })).rejects.toMatchObject({
    code: 'DOCKERFILE_NOT_FOUND',
    exitCode: 2,
    message: expect.stringContaining(text),
  });
});

test('a file that vanishes while it is sent ends the archive with its name', async () => {
  const context = await folderWith({ Dockerfile: '', a: 'x' });
  const located = await locateContext({ context, dockerfile: 'Dockerfile' });
  await writeFile(join(context, 'zz'), 'y'.repeat(1024));
  await mkdir(join(context, 'zzz'));
  const archive = packContext(located, 'buildkit');
  const read = (async () => {
    for await (const chunk of archive) if (chunk) await folders.at(-1)?.remove();
  })();
  await expect(read).rejects.toMatchObject({ code: 'ENOENT', path: expect.stringContaining(context) });
});
