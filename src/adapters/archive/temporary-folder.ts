/** A folder for the temporary files of one run, which is gone afterwards however the run ends, short of kill -9. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workFailure } from './archive-failure.js';

export interface TemporaryFolder {
  /** Made when first asked for. @throws DISK_UNWRITABLE */
  path(): Promise<string>;
  /** Safe to repeat; nothing happens when there is none. */
  remove(): Promise<void>;
}

/** Lies in the system's temporary folder (`TMPDIR`). */
export function createTemporaryFolder(): TemporaryFolder {
  let made: Promise<string> | undefined;
  let removeAtExit: (() => void) | undefined;
  async function make(): Promise<string> {
    try {
      const folder = await mkdtemp(join(tmpdir(), 'lading-image-'));
      // A second Ctrl-C ends the process at once: only what is done synchronously still happens then.
      removeAtExit = () => rmSync(folder, { recursive: true, force: true });
      process.once('exit', removeAtExit);
      return folder;
    } catch (error) {
      throw workFailure(error, tmpdir(), new AbortController().signal) ?? error;
    }
  }
  return {
    path() {
      made ??= make();
      return made;
    },
    async remove() {
      const folder = await made?.catch(() => undefined);
      made = undefined;
      if (removeAtExit) process.off('exit', removeAtExit);
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
