/** Turns the entries of a tar stream into file entries, with the heads of executable files. */
import type { Extract, Header } from 'tar-stream';
import { type FileEntry, headBytes } from '../../domain/image-files/file-entry.js';
import { hardLinkTarget, tarEntry } from '../../domain/image-files/tar-entry.js';

type Source = AsyncIterable<Uint8Array> & { readonly header: Header };

export class EntryReader {
  readonly #onEntry: (entry: FileEntry) => boolean;
  /** Executable files so far, as hard links name them. */
  readonly #programs = new Map<string, FileEntry>();
  #stopped = false;

  constructor(onEntry: (entry: FileEntry) => boolean) {
    this.#onEntry = onEntry;
  }

  /** Whoever asked had enough before the end. */
  get stopped(): boolean {
    return this.#stopped;
  }

  async readAll(tar: Extract): Promise<void> {
    for await (const source of tar as unknown as AsyncIterable<Source>) {
      await this.#readOne(source);
      if (this.#stopped) return;
    }
  }

  /** The head is told as soon as it is there: the rest of a large program need not come. */
  async #readOne(source: Source): Promise<void> {
    const entry = this.#entryOf(source.header);
    const program = entry.kind === 'file' && (entry.mode & 0o111) !== 0 && entry.head === undefined;
    if (!program) this.#tell(entry);
    let head = Buffer.alloc(0);
    for await (const chunk of source) {
      if (this.#stopped) return;
      if (!program || head.length >= headBytes) continue;
      head = Buffer.concat([head, chunk]).subarray(0, headBytes);
      if (head.length >= headBytes) this.#tellProgram(entry, head);
    }
    if (program && head.length < headBytes) this.#tellProgram(entry, head);
  }

  #entryOf(header: Header): FileEntry {
    const entry = tarEntry(header);
    const target = hardLinkTarget(header);
    const program = target === undefined ? undefined : this.#programs.get(target);
    return program ? { ...program, path: entry.path } : entry;
  }

  #tellProgram(entry: FileEntry, head: Uint8Array): void {
    // A copy: the chunk that it was cut from may be much larger.
    const program = { ...entry, head: Uint8Array.from(head) };
    this.#programs.set(entry.path, program);
    this.#tell(program);
  }

  #tell(entry: FileEntry): void {
    if (!this.#stopped) this.#stopped = !this.#onEntry(entry);
  }
}
