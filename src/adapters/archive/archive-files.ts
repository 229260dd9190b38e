/** The files of an image archive by name, whether it is a folder, a tar file or one compressed with gzip. */
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../errors/app-error.js';
import { invalidArchive, unreadableFile, workFailure } from './archive-failure.js';
import { type FileSlice, readSlice, readStart } from './file-slice.js';
import { indexTar } from './tar-index.js';
import type { TemporaryFolder } from './temporary-folder.js';

export interface ArchiveFiles {
  /** As the user named it. */
  readonly path: string;
  /** Undefined when the archive has no such file. `name` has `/` between its parts. */
  find(name: string): Promise<FileSlice | undefined>;
  /** A small file as a whole; undefined when there is none. @throws ARCHIVE_INVALID above 8 MiB */
  read(name: string): Promise<Buffer | undefined>;
}

/** Image configs of tens of thousands of bytes exist; megabytes do not. */
const largestText = 8 * 1024 * 1024;

/** @throws FILE_UNREADABLE, ARCHIVE_INVALID, DISK_UNWRITABLE, INTERRUPTED */
export async function openArchiveFiles(
  path: string,
  temporary: TemporaryFolder,
  signal: AbortSignal,
): Promise<ArchiveFiles> {
  try {
    const kind = await stat(path);
    if (kind.isDirectory()) return withRead(path, (name) => findInFolder(path, name));
    if (!kind.isFile()) throw invalidArchive(path, 'it is neither a file nor a folder');
    const tar = await plainTar(path, kind.size, temporary, signal);
    const index = await indexTar(tar, path);
    return withRead(path, async (name) => index.get(name));
  } catch (error) {
    throw error instanceof AppError ? error : unreadableFile(path, error);
  }
}

function withRead(path: string, find: ArchiveFiles['find']): ArchiveFiles {
  return {
    path,
    find,
    async read(name) {
      const slice = await find(name);
      if (!slice) return undefined;
      if (slice.size > largestText)
        throw invalidArchive(
          path,
          `its ${name} has ${slice.size} bytes, which is too much to be what it should be`,
        );
      const chunks: Buffer[] = [];
      for await (const chunk of readSlice(slice)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}

async function findInFolder(folder: string, name: string): Promise<FileSlice | undefined> {
  const path = join(folder, ...name.split('/'));
  try {
    const found = await stat(path);
    return found.isFile() ? { path, start: 0, size: found.size } : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadableFile(path, error);
  }
}

/** The file itself, or what it is compressed from: entries of a compressed archive cannot be found without unpacking it. */
async function plainTar(
  path: string,
  size: number,
  temporary: TemporaryFolder,
  signal: AbortSignal,
): Promise<string> {
  const magic = await readStart({ path, start: 0, size }, 2);
  if (magic.toString('hex') !== '1f8b') return path;
  const folder = await temporary.path();
  const tar = join(folder, 'archive.tar');
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(tar), { signal });
    return tar;
  } catch (error) {
    const { message } = error as Error;
    throw (
      workFailure(error, folder, signal) ?? invalidArchive(path, `it cannot be unpacked: ${message}`, error)
    );
  }
}
