/** Reads what a layer of an image, or any other tar archive, holds. */
import type { FileEntry } from '../domain/image-files/file-entry.js';

export interface LayerReader {
  /**
   * Tells of every entry in order, whiteouts as the files that they are, until `onEntry` answers false. Executable files come
   * with their head; no file is held in memory. Ends with the bytes of the archive unpacked as far as it was read; undefined
   * when it is in a format that cannot be read here. @throws IMAGE_UNSUITABLE when it is no tar archive, INTERRUPTED
   */
  read(
    archive: AsyncIterable<Uint8Array>,
    mediaType: string,
    onEntry: (entry: FileEntry) => boolean,
    signal: AbortSignal,
  ): Promise<number | undefined>;
}
