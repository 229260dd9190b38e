/** The function in Python on an older C library, which says of a missing /dev/shm what Amazon Linux 2's says: Errno 38. */
import { execFile } from 'node:child_process';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProgram } from '../servers/needing.js';
import { engineImage, type ImageFile, type ImageFiles, type TestImage } from './engine-image.js';
import { pythonHandlers, pythonLines } from './python-runtime.js';

/** What has to be on the machine; for `describeEngineWith`. */
export const olderPythonNeeds: readonly TestProgram[] = ['dpkg-deb'];

const unpacker = fileURLToPath(new URL('../../scripts/images/unpack-older-python.mjs', import.meta.url));

const program = '/usr/bin/python3.9';

/** Another handler is one with `imageConfig.command` or `--command`. The first call on a machine downloads 8 MB. */
export async function olderPythonImage(): Promise<TestImage> {
  const files = { ...(await unpacked()), ...(await pythonHandlers()), '/tmp': { folder: 0o1777 } };
  return engineImage('older-python-runtime', files, pythonLines(program));
}

/** This machine's Python instead, which was built against a newer C library. */
export async function mismatchedPythonImage(): Promise<TestImage> {
  const files = { ...(await unpacked()), [program]: { copy: '/usr/bin/python3', mode: 0o755 } };
  return engineImage('mismatched-python', files, pythonLines(program));
}

/** A library that it is linked with was left out. */
export async function incompletePythonImage(): Promise<TestImage> {
  const files = Object.entries(await unpacked()).filter(([path]) => !/\/libexpat\.so/.test(path));
  return engineImage('incomplete-python', Object.fromEntries(files), pythonLines(program));
}

async function unpacked(): Promise<ImageFiles> {
  const { stdout } = await promisify(execFile)(process.execPath, [unpacker]);
  return below(stdout.trim());
}

async function below(root: string): Promise<ImageFiles> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map(async (entry): Promise<[string, ImageFile]> => {
      const path = join(entry.parentPath, entry.name);
      const file = entry.isSymbolicLink() ? { link: await readlink(path) } : { copy: path, mode: 0o755 };
      return [path.slice(root.length), file];
    });
  return Object.fromEntries((await Promise.all(files)).sort(([one], [other]) => (one < other ? -1 : 1)));
}
