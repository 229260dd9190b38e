/** Runs the oclif tool on a copy of the package, as it deletes and writes files where it works. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const tool = fileURLToPath(new URL('../../node_modules/oclif/bin/run.js', import.meta.url));
const scratch = fileURLToPath(new URL('../../.cache/', import.meta.url));

/**
 * The files that the tool leaves beside `package.json` and `dist/`: text by name.
 * @param {string} root folder with the package.json and the dist/ to work on; neither is touched
 * @param {readonly string[]} args
 * @param {Record<string, string>} files what the tool finds there besides
 * @returns {Promise<Record<string, string>>}
 */
export async function runOclif(root, args, files = {}) {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'oclif-'));
  try {
    await cp(join(root, 'package.json'), join(folder, 'package.json'));
    // No link: the manifest names each command by its real place.
    await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    // The width decides about line ends, NODE_ENV about TypeScript sources; a build asks nobody for newer versions.
    const env = {
      ...process.env,
      COLUMNS: '120',
      NODE_ENV: 'production',
      OCLIF_SKIP_NEW_VERSION_CHECK: 'true',
    };
    await promisify(execFile)(process.execPath, [tool, ...args], { cwd: folder, env });
    const names = (await readdir(folder)).filter((name) => name !== 'package.json' && name !== 'dist');
    const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]);
    return Object.fromEntries(await Promise.all(texts));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
