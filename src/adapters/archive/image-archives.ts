/** Image archives behind the port: finds out what kind a file is, and keeps the temporary files of a run. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Architecture } from '../../domain/architecture.js';
import type { ImageManifest } from '../../domain/image-manifest.js';
import type { ImageArchives } from '../../ports/image-archive.js';
import type { ImageContent } from '../../ports/image-content.js';
import { invalidArchive, workFailure } from './archive-failure.js';
import { type ArchiveFiles, openArchiveFiles } from './archive-files.js';
import { readDockerArchive } from './docker-archive.js';
import { ociContent } from './oci-content.js';
import { readOciLayout } from './oci-layout.js';
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.js';

/** Opens nothing yet. After `close` no temporary file is left. */
export function createImageArchives(): ImageArchives & { close(): Promise<void> } {
  const temporary = createTemporaryFolder();
  const open: ImageArchives['open'] = async (path, architecture, signal) =>
    readArchive(await openArchiveFiles(path, temporary, signal), architecture, temporary);
  return {
    open,
    async receive(archive, architecture, signal) {
      const folder = await temporary.path();
      const path = join(folder, 'exported.tar');
      try {
        await pipeline(archive, createWriteStream(path), { signal });
      } catch (error) {
        throw (
          workFailure(error, folder, signal) ??
          invalidArchive('The exported image', `it broke off: ${(error as Error).message}`, error)
        );
      }
      return open(path, architecture, signal);
    },
    close: () => temporary.remove(),
  };
}

/**
 * Engines since Docker 25 write both kinds into one archive. The layout is what tells the digest that the engine knows, but
 * where its layers are not compressed they are sent as Docker always sent them.
 */
async function readArchive(
  files: ArchiveFiles,
  architecture: Architecture,
  temporary: TemporaryFolder,
): Promise<ImageContent> {
  const [layout, indexJson, manifestJson] = await Promise.all(
    ['oci-layout', 'index.json', 'manifest.json'].map((name) => files.read(name)),
  );
  if (layout && indexJson) {
    const image = await readOciLayout(files, indexJson, architecture);
    if (!manifestJson || isCompressed(image.manifest)) return ociContent(files, image);
  }
  if (manifestJson) return readDockerArchive(files, manifestJson, architecture, temporary);
  throw invalidArchive(
    files.path,
    'it is neither a docker save archive (there is no manifest.json in it) nor an OCI layout (no oci-layout and index.json)',
  );
}

function isCompressed({ layers }: ImageManifest): boolean {
  return layers.every(({ mediaType }) => !mediaType.endsWith('.tar'));
}
