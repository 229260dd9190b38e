/** One entry of an image's file system, as its layers or the engine tell it. */

export interface FileEntry {
  /** Absolute, without `.`, `..` or a slash at the end. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** The permission bits, `0o7777` at most. */
  readonly mode: number;
  /** Bytes; 0 for anything but files. */
  readonly size: number;
  /** Of a symbolic link: as written, or already resolved to an absolute path. */
  readonly target?: string;
  /** The first bytes of an executable file, `headBytes` at most. */
  readonly head?: Uint8Array;
}

/** Enough for the `#!` line, and for the ELF header with the name of the loader, which linkers put right behind it. */
export const headBytes = 4096;

/** The permission bits of everybody who is neither owner nor group: what Lambda's own user has. */
export const othersRead = 0o004;
export const othersEnter = 0o001;

/** `755` as people write it. */
export function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(3, '0');
}
