/** Puts the layers of an image on top of each other, read from the top down. */
import { posix } from 'node:path';
import type { FileEntry } from './file-entry.js';
import type { KnownFiles } from './file-view.js';

const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/**
 * Hands to `known` what of each layer is visible. Layers are given from the top one on, each ended by `endLayer`.
 * https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts
 */
export class LayeredFiles {
  readonly #known: KnownFiles;
  /** Paths of which lower layers show nothing, and folders of which they show no content. */
  readonly #hidden = new Set<string>();
  readonly #closed = new Set<string>();
  /** What this layer will hide of the lower ones: its own files stay visible. */
  #hides: string[] = [];
  #closes: string[] = [];
  readonly #parents = new Set<string>();

  constructor(known: KnownFiles) {
    this.#known = known;
  }

  /** True, so that reading goes on. */
  add(entry: FileEntry): true {
    const name = posix.basename(entry.path);
    const folder = posix.dirname(entry.path);
    if (name === opaque) this.#closes.push(folder);
    else if (name.startsWith(whiteout)) this.#hides.push(posix.join(folder, name.slice(whiteout.length)));
    else if (!this.#isHidden(entry.path)) {
      this.#known.add(entry);
      for (let parent = folder; parent !== '/'; parent = posix.dirname(parent)) this.#parents.add(parent);
      // A file takes the place of what a lower layer has as a folder.
      if (entry.kind !== 'directory') this.#closes.push(entry.path);
    }
    return true;
  }

  endLayer(): void {
    for (const path of this.#hides) this.#hidden.add(path);
    for (const path of this.#closes) this.#closed.add(path);
    this.#hides = [];
    this.#closes = [];
  }

  /** After the last layer: folders that no layer mentions, although files lie in them, are made as extractors make them. */
  end(): void {
    for (const path of this.#parents) this.#known.add({ path, kind: 'directory', mode: 0o755, size: 0 });
  }

  #isHidden(path: string): boolean {
    if (this.#hidden.has(path)) return true;
    for (let parent = posix.dirname(path); parent !== '/'; parent = posix.dirname(parent)) {
      if (this.#hidden.has(parent) || this.#closed.has(parent)) return true;
    }
    return this.#closed.has('/');
  }
}
