/** Writes the type declarations of the programming interface: `index.d.ts` and what it refers to. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * @param {string} root
 * @param {string} outDir
 * @throws with the compiler's own words
 */
export async function emitTypes(root, outDir) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(
    process.execPath,
    [compiler, '-p', 'scripts/build/tsconfig.json', '--outDir', outDir],
    {
      cwd: root,
    },
  ).catch((error) => {
    throw new Error(`Type declarations: ${error.stdout || error.message}`);
  });
}
