/** Reads the JSON files of an archive. */
import { invalidArchive } from './archive-failure.js';

/** @throws ARCHIVE_INVALID naming the file */
export function parseArchiveJson(path: string, name: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw invalidArchive(path, `its ${name} is not JSON: ${(error as Error).message}`, error);
  }
}
