/** Images in files: `docker save` archives and OCI layouts, read without a container engine. */
import type { Architecture } from '../domain/architecture.js';
import type { ImageContent } from './image-content.js';

export interface ImageArchives {
  /**
   * The one image for the architecture in a file or folder; an index in it is followed to its child. Reads what describes the
   * image, not its layers. @throws ARCHIVE_INVALID, IMAGE_IS_INDEX, FILE_UNREADABLE, DISK_UNWRITABLE
   */
  open(path: string, architecture: Architecture, signal: AbortSignal): Promise<ImageContent>;
  /** The same of an archive that arrives as a stream, as the engine exports it; kept in a temporary file. */
  receive(
    archive: NodeJS.ReadableStream,
    architecture: Architecture,
    signal: AbortSignal,
  ): Promise<ImageContent>;
}
