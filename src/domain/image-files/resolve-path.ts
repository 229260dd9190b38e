/** Follows a path through an image's file system as its kernel would, one component at a time. */
import { posix } from 'node:path';
import type { FileEntry } from './file-entry.js';
import type { FileView } from './file-view.js';

export interface ResolvedPath {
  readonly entry: FileEntry;
  /** The folders gone through, from the root on: all of them need `x` for whoever opens the path. */
  readonly folders: readonly FileEntry[];
  /** The links followed for the last component itself; none when the path names the entry directly. */
  readonly links: readonly FileEntry[];
}

/** As many as Linux follows: https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const mostLinks = 40;

/** Undefined when the path, or what a link on the way names, does not exist or is not known yet. `path` is absolute. */
export function resolvePath(files: FileView, path: string): ResolvedPath | undefined {
  const folders: FileEntry[] = [];
  let rest = componentsOf(path);
  let current = '/';
  const links: FileEntry[] = [];
  for (let followed = 0; ; ) {
    const entry = files.at(current);
    if (entry?.kind === 'symlink') {
      if (++followed > mostLinks || entry.target === undefined) return undefined;
      if (rest.length === 0) links.push(entry);
      rest = [...componentsOf(posix.resolve(posix.dirname(current), entry.target)), ...rest];
      current = '/';
      folders.length = 0;
      continue;
    }
    // Layers may leave the root out; it is always there.
    const found = entry ?? (current === '/' ? root : undefined);
    const [next, ...others] = rest;
    if (!found || next === undefined) return found && { entry: found, folders, links };
    if (found.kind !== 'directory') return undefined;
    folders.push(found);
    current = posix.join(current, next);
    rest = others;
  }
}

const root: FileEntry = { path: '/', kind: 'directory', mode: 0o755, size: 0 };

function componentsOf(path: string): string[] {
  return posix
    .normalize(path)
    .split('/')
    .filter((part) => part !== '');
}
