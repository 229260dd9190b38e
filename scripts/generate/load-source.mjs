/** Loads TypeScript sources into a script, without a build of the whole. */
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * What the statements export; packages are bundled too, so that the text can be loaded from nowhere.
 * @param {string} root
 * @param {readonly string[]} statements `export … from './src/…'`
 */
export async function loadSource(root, statements) {
  const result = await build({
    stdin: { contents: statements.join('\n'), resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    tsconfig: join(root, 'tsconfig.json'),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString('base64')}`
  );
}
