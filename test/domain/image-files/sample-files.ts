/** File systems for tests, written down as tables, and programs made by hand. */
import type { FileEntry } from '../../../src/domain/image-files/file-entry.js';
import { type FileView, KnownFiles } from '../../../src/domain/image-files/file-view.js';

type Row = number | `-> ${string}` | Partial<FileEntry>;

/** Path → mode of a file, link target, or anything else; a path that ends with `/` is a folder. Parents are made. */
export function entriesOf(rows: Readonly<Record<string, Row>>): FileEntry[] {
  const entries = new Map<string, FileEntry>();
  const put = (entry: FileEntry) => entries.set(entry.path, entry);
  for (const [name, row] of Object.entries(rows)) {
    const path = name.replace(/(.)\/$/, '$1');
    const parts = path.split('/').slice(1, -1);
    parts.forEach((_, index) => {
      const parent = `/${parts.slice(0, index + 1).join('/')}`;
      if (!entries.has(parent)) put({ path: parent, kind: 'directory', mode: 0o755, size: 0 });
    });
    const kind = name.endsWith('/') ? 'directory' : 'file';
    if (typeof row === 'string') put({ path, kind: 'symlink', mode: 0o777, size: 0, target: row.slice(3) });
    else if (typeof row === 'number') put({ path, kind, mode: row, size: 0 });
    else put({ path, kind, mode: 0o755, size: row.head?.length ?? 0, ...row });
  }
  return [...entries.values()];
}

/** The answer of a check on these files, read piece by piece as from an engine. */
export function ask<Result>(entries: readonly FileEntry[], check: (files: FileView) => Result): Result {
  const known = new KnownFiles();
  for (let round = 0; round < 100; round += 1) {
    const { result, open } = known.ask(check);
    if (open.length === 0) return result;
    for (const question of open) {
      const { about, path } = question;
      const prefix = `${path}/`;
      for (const entry of entries) {
        if (about === 'entry' ? entry.path === path : entry.path.startsWith(prefix)) known.add(entry);
      }
      known.answered(question);
    }
  }
  throw new Error('the check never had enough');
}

/** The head of an ELF program, 64 bits and little-endian. */
export function elf(machine: 'x86_64' | 'arm64', interpreter?: string): Uint8Array {
  const head = Buffer.alloc(512);
  head.write('\x7fELF', 'latin1');
  head[4] = 2;
  head[5] = 1;
  head.writeUInt16LE(machine === 'arm64' ? 183 : 62, 18);
  if (interpreter === undefined) return head;
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(2, 56);
  head.writeUInt32LE(6, 64);
  head.writeUInt32LE(3, 120);
  head.writeBigUInt64LE(300n, 128);
  head.writeBigUInt64LE(BigInt(interpreter.length + 1), 152);
  head.write(`${interpreter}\0`, 300, 'latin1');
  return head;
}

export function script(text: string): Uint8Array {
  return Buffer.from(text);
}
