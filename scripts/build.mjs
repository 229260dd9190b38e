/** Builds what is published: `dist/` (bundles, help text, licences, types) and `oclif.manifest.json`. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build/bundle.mjs';
import { collectLicences } from './build/collect-licences.mjs';
import { emitTypes } from './build/emit-types.mjs';
import { readHelp, readManifest } from './build/read-manifest.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Result: the texts of the files that are derived from the commands, for golden tests.
 * @param {{ types?: boolean }} options `types: false` leaves out the declarations, which take as long as all the rest.
 * @returns {Promise<{ manifest: string, help: string, metafile: import('esbuild').Metafile }>}
 */
export async function build({ types = true } = {}) {
  await rm(join(root, 'dist'), { recursive: true, force: true });
  const [metafile] = await Promise.all([bundle(root), types ? emitTypes(root) : undefined]);
  await writeFile(join(root, 'dist/THIRD_PARTY_LICENSES.txt'), await collectLicences(root, metafile));
  const manifest = await readManifest(root);
  await updateManifest(manifest);
  const help = await readHelp(root);
  await writeFile(join(root, 'dist/help.txt'), help);
  return { manifest, help, metafile };
}

/** It is committed; where nobody looks at the working tree, one that differs must not pass unseen. */
async function updateManifest(manifest) {
  const path = join(root, 'oclif.manifest.json');
  if ((await readFile(path, 'utf8').catch(() => '')) === manifest) return;
  if (process.env.CI === 'true')
    throw new Error('oclif.manifest.json is out of date. Run: npm run generate, and commit what it writes.');
  await writeFile(path, manifest);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const { metafile } = await build();
  const files = Object.entries(metafile.outputs).filter(([name]) => name.endsWith('.js'));
  const bytes = files.reduce((sum, [, output]) => sum + output.bytes, 0);
  console.log(
    `dist/: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
}
