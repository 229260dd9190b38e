/** Images of the tests: made once a machine, named after their content, kept in the engine. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Docker from 'dockerode';
import { type Pack, pack } from 'tar-stream';
import { failureText, readMessages } from '../../src/adapters/docker/message-stream.js';
import { oneAtATime } from './one-at-a-time.js';

export interface TestImage {
  /** The engine's image id, `sha256:…`. */
  readonly id: string;
  /** `lading-test/NAME:HASH`. */
  readonly reference: string;
}

export type ImageFile =
  | { readonly text: string | Uint8Array; readonly mode?: number }
  /** A file of this machine; keeps no owner and no time. */
  | { readonly copy: string; readonly mode?: number }
  | { readonly link: string }
  | { readonly folder: number };

/** By absolute path in the image; a string is a text that everybody can read (0644). */
export type ImageFiles = Readonly<Record<string, string | ImageFile>>;

/** For hooks: what a first image takes on a machine that has to compile first, in milliseconds. */
export const imageTimeout = 400_000;

/**
 * `files` laid over `base` (`scratch` or the reference of an image), then `lines` of a Dockerfile. The same content gives the same
 * image, also when two processes ask at once. Nothing is run in it.
 */
export function engineImage(
  name: string,
  files: ImageFiles,
  lines: readonly string[],
  base = 'scratch',
): Promise<TestImage> {
  return oneAtATime(name, async () => {
    const docker = new Docker();
    const dockerfile = [`FROM ${base}`, 'COPY root /', ...lines, ''].join('\n');
    const reference = `lading-test/${name}:${(await contentHash(dockerfile, files)).slice(0, 12)}`;
    const known = await find(docker, reference);
    if (known) return { id: known, reference };
    await build(docker, reference, dockerfile, files);
    const id = await find(docker, reference);
    if (!id) throw new Error(`the engine built ${reference} and does not have it`);
    return { id, reference };
  });
}

async function build(
  docker: Docker,
  reference: string,
  dockerfile: string,
  files: ImageFiles,
): Promise<void> {
  const archive = pack();
  const answer = docker.buildImage(Readable.from(archive), { t: reference });
  const [stream] = await Promise.all([answer, writeContext(archive, dockerfile, files)]);
  for await (const message of readMessages(stream as Readable)) {
    const failure = failureText(message);
    if (failure) throw new Error(`${reference}: ${failure}`);
  }
}

async function writeContext(archive: Pack, dockerfile: string, files: ImageFiles): Promise<void> {
  archive.entry({ name: 'Dockerfile', mtime: new Date(0) }, dockerfile);
  for (const path of foldersOf(files)) folder(archive, path, 0o755);
  for (const [path, file] of Object.entries(files)) await writeFile(archive, path, file);
  archive.finalize();
}

async function writeFile(archive: Pack, path: string, given: string | ImageFile): Promise<void> {
  const file: ImageFile = typeof given === 'string' ? { text: given } : given;
  const entry = { name: `root${path}`, mtime: new Date(0) };
  if ('link' in file) archive.entry({ ...entry, type: 'symlink', linkname: file.link });
  else if ('folder' in file) folder(archive, path, file.folder);
  else if ('text' in file) archive.entry({ ...entry, mode: file.mode ?? 0o644 }, Buffer.from(file.text));
  else {
    const { size } = await stat(file.copy);
    const writing = archive.entry({ ...entry, size, mode: file.mode ?? 0o644 });
    await pipeline(createReadStream(file.copy), writing);
  }
}

function folder(archive: Pack, path: string, mode: number): void {
  archive.entry({ name: `root${path}`, type: 'directory', mode, mtime: new Date(0) });
}

/** Those that no entry speaks of itself, parents first: an engine would make them, and Lambda's unpacker is said to refuse. */
function foldersOf(files: ImageFiles): string[] {
  const parents = Object.keys(files).flatMap((path) => {
    const names = path.split('/').slice(0, -1);
    return names.map((_name, index) => names.slice(0, index + 1).join('/'));
  });
  return [...new Set(['', ...parents])].filter((path) => !(path in files)).sort();
}

async function contentHash(dockerfile: string, files: ImageFiles): Promise<string> {
  const hash = createHash('sha256').update(dockerfile);
  for (const [path, file] of Object.entries(files)) {
    hash.update(`\0${path}\0`);
    if (typeof file === 'string') hash.update(file);
    else if ('copy' in file) {
      hash.update(String(file.mode));
      for await (const chunk of createReadStream(file.copy)) hash.update(chunk as Uint8Array);
    } else if ('text' in file) hash.update(String(file.mode)).update(file.text);
    else hash.update(JSON.stringify(file));
  }
  return hash.digest('hex');
}

function find(docker: Docker, reference: string): Promise<string | undefined> {
  return docker
    .getImage(reference)
    .inspect()
    .then(
      ({ Id }) => Id,
      (error: { statusCode?: number }) => {
        if (error.statusCode === 404) return undefined;
        throw error;
      },
    );
}
