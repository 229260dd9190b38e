/** Lets pure checks look at a file system that is read piece by piece: what they ask and is not known yet is noted. */
import { posix } from 'node:path';
import type { FileEntry } from './file-entry.js';

export interface FileView {
  /** What is at the path itself, links not followed; undefined when nothing is, or nothing is known yet. */
  at(path: string): FileEntry | undefined;
  /** Everything below a folder that is known, by path; the folder itself is not in it. */
  below(folder: string): readonly FileEntry[];
}

/** `entry`: what is at the path. `folder`: everything below it. */
export interface FileQuestion {
  readonly about: 'entry' | 'folder';
  readonly path: string;
}

/** What has been read of a file system so far. */
export class KnownFiles {
  readonly #entries = new Map<string, FileEntry>();
  readonly #absent = new Set<string>();
  readonly #folders = new Map<string, { readonly cutOff: boolean }>();

  /** The first word on a path counts, as an upper layer hides the lower ones. */
  add(entry: FileEntry): void {
    if (!this.#absent.has(entry.path) && !this.#entries.has(entry.path)) this.#entries.set(entry.path, entry);
  }

  /** Takes the question as answered by what was added: what is not known by now does not exist, unless a listing was cut off. */
  answered({ about, path }: FileQuestion, cutOff = false): void {
    if (about === 'folder') this.#folders.set(path, { cutOff });
    else if (!this.#entries.has(path)) this.#absent.add(path);
  }

  /**
   * The result of the check, and what it asked in vain: to be read, and the check to be run again, until nothing is.
   * A check may go on with what it has, or stop asking at the first thing missing.
   */
  ask<Result>(check: (files: FileView) => Result): { result: Result; open: FileQuestion[] } {
    const open = new Map<string, FileQuestion>();
    const note = (question: FileQuestion) => open.set(`${question.about} ${question.path}`, question);
    const result = check({
      at: (path) => {
        const found = this.#entries.get(path);
        if (!found && !this.#isAbsent(path)) note({ about: 'entry', path });
        return found;
      },
      below: (folder) => {
        if (!this.#folders.has(folder) && !this.#isAbsent(folder)) note({ about: 'folder', path: folder });
        const prefix = folder === '/' ? '/' : `${folder}/`;
        const found = [...this.#entries.values()].filter(
          ({ path }) => path.startsWith(prefix) && path !== folder,
        );
        return found.sort((a, b) => (a.path < b.path ? -1 : 1));
      },
    });
    return { result, open: [...open.values()] };
  }

  /** Also below a folder that does not exist, or that was listed as a whole. The root exists, whether or not a layer says so. */
  #isAbsent(path: string): boolean {
    if (this.#absent.has(path)) return true;
    for (let parent = posix.dirname(path); ; parent = posix.dirname(parent)) {
      if (this.#folders.get(parent)?.cutOff === false) return true;
      if (parent === '/') return false;
      if (this.#absent.has(parent)) return true;
    }
  }
}
