/** Reads the engine's word on one path of a container: a header with JSON in base64. */
import { posix } from 'node:path';
import type { FileEntry } from '../../domain/image-files/file-entry.js';
import { AppError } from '../../errors/app-error.js';

interface WireStat {
  readonly size?: number;
  /** Go's `os.FileMode`: types are its upper bits, and not those of Unix. */
  readonly mode?: number;
  readonly linkTarget?: string;
}

// https://pkg.go.dev/io/fs#FileMode
const directory = 0x8000_0000;
const symlink = 0x0800_0000;
/** Device, pipe, socket, character device, irregular. */
const other = 0x0400_0000 | 0x0200_0000 | 0x0100_0000 | 0x0020_0000 | 0x0008_0000;

/**
 * The entry at the path. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerArchiveInfo
 * @throws REMOTE_REFUSED when the header is not what the API says
 */
export function parsePathStat(path: string, header: string): FileEntry {
  const { size = 0, mode, linkTarget } = decode(header);
  if (typeof mode !== 'number') {
    throw new AppError({
      code: 'REMOTE_REFUSED',
      message: `The container engine described ${path} of an image in a way that cannot be read.`,
      suggestions: ['Check the version of the engine: docker version'],
    });
  }
  const kind = kindOf(mode);
  return {
    path: posix.resolve('/', path),
    kind,
    mode: mode & 0o777,
    size: kind === 'file' ? size : 0,
    ...(kind === 'symlink' && linkTarget && { target: linkTarget }),
  };
}

function decode(header: string): WireStat {
  try {
    const value: unknown = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function kindOf(mode: number): FileEntry['kind'] {
  // Bits above 30 need unsigned arithmetic.
  const has = (bits: number) => (mode & bits) !== 0;
  if (has(directory)) return 'directory';
  if (has(symlink)) return 'symlink';
  return has(other) ? 'other' : 'file';
}
