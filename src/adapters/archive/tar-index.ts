/** Finds where each entry of a tar file lies, by reading headers and skipping what is between them. */
import { type FileHandle, open } from 'node:fs/promises';
import { posix } from 'node:path';
import { invalidArchive } from './archive-failure.js';
import type { FileSlice } from './file-slice.js';
import { blockSize, decodeHeader, decodePax, type TarHeader, textAt } from './tar-header.js';

/** Files by name, without `./` in front; links are followed already. */
export type TarIndex = ReadonlyMap<string, FileSlice>;

/** Long names and pax records; anything larger is no header. */
const largestRecord = 1024 * 1024;
const windowSize = 64 * 1024;
const longestChain = 16;

interface TarFile {
  readonly path: string;
  readonly shown: string;
  readonly size: number;
}

interface Entries {
  readonly files: Map<string, FileSlice>;
  /** By name: the name in the archive that it stands for. Old engines save equal layers as links. */
  readonly links: Map<string, string>;
}

/**
 * `shown` is what messages call the file. Costs one read for each entry that lies apart; layers are not read. A later entry of a name replaces an earlier one.
 * @throws ARCHIVE_INVALID when it is no tar archive, or breaks off; Node's own error when it cannot be read
 */
export async function indexTar(path: string, shown: string = path): Promise<TarIndex> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size === 0) throw invalidArchive(shown, 'the file is empty');
    const { files, links } = await readEntries({ path, shown, size }, new Window(file));
    for (const name of links.keys()) {
      const target = follow(name, links);
      const found = target === undefined ? undefined : files.get(target);
      if (found) files.set(name, found);
    }
    return files;
  } finally {
    await file.close();
  }
}

async function readEntries({ path, shown, size }: TarFile, window: Window): Promise<Entries> {
  const entries: Entries = { files: new Map(), links: new Map() };
  let next: Partial<TarHeader> = {};
  for (let at = 0; at < size; ) {
    const block = await window.read(at, blockSize);
    if (block.every((byte) => byte === 0)) break;
    const header = block.length === blockSize ? decodeHeader(block) : undefined;
    if (!header) throw at === 0 ? notTar(shown, block) : invalidArchive(shown, `it is damaged at byte ${at}`);
    const entry = { ...header, ...next };
    const start = at + blockSize;
    if (start + entry.size > size)
      throw invalidArchive(
        shown,
        `it is truncated: ${entry.name} should have ${entry.size} bytes and has ${Math.max(0, size - start)}`,
      );
    next = await extension(header, window, start, next);
    if (Object.keys(next).length === 0) add(entries, entry, { path, start, size: entry.size });
    at = start + Math.ceil(entry.size / blockSize) * blockSize;
  }
  return entries;
}

/** What this entry says about the next one; nothing when it is an entry of its own. */
async function extension(
  { type, size }: TarHeader,
  window: Window,
  start: number,
  sofar: Partial<TarHeader>,
): Promise<Partial<TarHeader>> {
  if (!['x', 'L', 'K'].includes(type) || size > largestRecord) return {};
  const bytes = await window.read(start, size);
  if (type === 'L') return { ...sofar, name: textAt(bytes, 0, size) };
  if (type === 'K') return { ...sofar, link: textAt(bytes, 0, size) };
  const records = decodePax(bytes);
  const [path, link, length] = ['path', 'linkpath', 'size'].map((key) => records.get(key));
  return {
    ...sofar,
    ...(path !== undefined && { name: path }),
    ...(link !== undefined && { link }),
    ...(length !== undefined && { size: Number(length) }),
  };
}

function add({ files, links }: Entries, { name, type, link }: TarHeader, slice: FileSlice): void {
  const own = posix.normalize(name);
  if (type === '0' || type === '7') files.set(own, slice);
  // A symbolic link starts from its own folder, a hard link from the archive's root.
  if (type === '2') links.set(own, posix.normalize(posix.join(posix.dirname(own), link)));
  if (type === '1') links.set(own, posix.normalize(link));
}

function follow(name: string, links: ReadonlyMap<string, string>): string | undefined {
  let target: string | undefined = name;
  for (let step = 0; step < longestChain; step += 1) {
    const next: string | undefined = target === undefined ? undefined : links.get(target);
    if (next === undefined) return target;
    target = next;
  }
  return undefined;
}

/** Small entries follow each other closely: one read of the file then serves many of them. */
class Window {
  readonly #file: FileHandle;
  #bytes = Buffer.alloc(0);
  #start = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Shorter at the end of the file. */
  async read(start: number, length: number): Promise<Buffer> {
    const from = start - this.#start;
    if (from < 0 || from + length > this.#bytes.length) {
      const size = Math.max(length, windowSize);
      const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(size), 0, size, start);
      this.#bytes = buffer.subarray(0, bytesRead);
      this.#start = start;
      return this.#bytes.subarray(0, length);
    }
    return this.#bytes.subarray(from, from + length);
  }
}

function notTar(path: string, block: Buffer): Error {
  const compressions: readonly [string, string][] = [
    ['28b52ffd', 'zstd'],
    ['425a68', 'bzip2'],
    ['fd377a585a00', 'xz'],
  ];
  const start = block.toString('hex', 0, 6);
  const found = compressions.find(([magic]) => start.startsWith(magic));
  return invalidArchive(
    path,
    found
      ? `it is compressed with ${found[1]}; plain tar archives and those compressed with gzip are read`
      : 'it is not a tar archive',
  );
}
