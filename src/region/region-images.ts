/** Tells which images of the container engine are there for the sake of one region. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRemembered } from './data-folder.js';
import { digestInRegionImageName } from './docker-archive/region-image-name.js';
import { ifPresent } from './if-present.js';

/**
 * Recognises names of its registry (`127.0.0.1:4510/hello@sha256:…`), and those under which images of its functions were loaded.
 * Reads the folder now, so that it may be deleted afterwards.
 */
export async function regionImages(dataFolder: string): Promise<(name: string) => boolean> {
  const port = readRemembered(dataFolder)?.port;
  const blobs = (await ifPresent(readdir(join(dataFolder, 'blobs', 'sha256'), { recursive: true }))) ?? [];
  // `ab/ab12…`
  const digests = blobs.map((path) => path.slice(path.lastIndexOf('/') + 1));
  return (name) => {
    if (port !== undefined && name.startsWith(`127.0.0.1:${port}/`)) return true;
    const shown = digestInRegionImageName(name);
    return shown !== undefined && digests.some((digest) => digest.startsWith(shown));
  };
}
