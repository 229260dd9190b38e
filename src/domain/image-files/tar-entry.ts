/** Reads what a tar header says of a file. */
import { posix } from 'node:path';
import type { FileEntry } from './file-entry.js';

/** The parts of a header that count, with sizes and long names already put together by whoever parses the archive. */
export interface TarHeader {
  readonly name: string;
  readonly type?: string | null | undefined;
  readonly mode?: number | undefined;
  readonly size?: number | undefined;
  readonly linkname?: string | null | undefined;
}

/** The entry; symbolic links keep their target as written. https://github.com/opencontainers/image-spec/blob/main/layer.md#file-types */
export function tarEntry({ name, type, mode = 0, size = 0, linkname }: TarHeader): FileEntry {
  const kind = kindOf(type);
  return {
    path: absolute(name),
    kind,
    mode: mode & 0o7777,
    size: kind === 'file' ? size : 0,
    ...(kind === 'symlink' && linkname && { target: linkname }),
  };
}

/** The path that the entry is another name of; undefined for anything but hard links. */
export function hardLinkTarget({ type, linkname }: TarHeader): string | undefined {
  return type === 'link' && linkname ? absolute(linkname) : undefined;
}

/** The entry of an archive that was made of one folder of the image: its names start with the folder's own. */
export function entryBelow(folder: string, entry: FileEntry): FileEntry {
  return { ...entry, path: posix.join(posix.dirname(folder), entry.path) };
}

/** Names may start with `./`, with `/` or with neither. */
function absolute(name: string): string {
  return posix.resolve('/', name.replace(/^\/+/, ''));
}

function kindOf(type: string | null | undefined): FileEntry['kind'] {
  if (type === 'directory' || type === 'symlink') return type;
  return !type || /^(file|contiguous-file|link)$/.test(type) ? 'file' : 'other';
}
