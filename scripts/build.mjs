/** Builds what is published: `dist/` (bundles, help text, licences, types) and `oclif.manifest.json`. */
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build/bundle.mjs';
import { collectLicences } from './build/collect-licences.mjs';
import { emitTypes } from './build/emit-types.mjs';
import { readHelp } from './build/read-help.mjs';
import { readManifest } from './build/read-manifest.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Built aside and put in place by a rename: what runs meanwhile finds the old build or the new one, never half of one.
 * @param {{ types?: boolean }} options `types: false` leaves out the declarations, which take as long as all the rest.
 * @returns {Promise<import('esbuild').Metafile>}
 */
export async function build({ types = true } = {}) {
  await mkdir(join(root, '.cache'), { recursive: true });
  const stage = await mkdtemp(join(root, '.cache/build-'));
  try {
    const { metafile, manifest } = await buildInto(stage, types);
    await updateManifest(manifest);
    await swap(join(stage, 'dist'), join(root, 'dist'), join(stage, 'old-'));
    return metafile;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function buildInto(stage, types) {
  const dist = join(stage, 'dist');
  await cp(join(root, 'package.json'), join(stage, 'package.json'));
  // Both are waited for, also when one fails: the other would go on to write into a folder that is removed.
  const [bundled, typed] = await Promise.allSettled([
    bundle(root, dist),
    types ? emitTypes(root, join(dist, 'types')) : undefined,
  ]);
  for (const half of [bundled, typed]) if (half.status === 'rejected') throw half.reason;
  const metafile = bundled.value;
  await writeFile(join(dist, 'THIRD_PARTY_LICENSES.txt'), await collectLicences(root, metafile));
  const manifest = await readManifest(stage);
  await writeFile(join(stage, 'oclif.manifest.json'), manifest);
  await writeHelp(await readHelp(stage), dist);
  return { metafile, manifest };
}

async function writeHelp(texts, folder) {
  for (const [name, text] of texts) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** It is committed; where nobody looks at the working tree, one that differs must not pass unseen. */
async function updateManifest(manifest) {
  const path = join(root, 'oclif.manifest.json');
  if ((await readFile(path, 'utf8').catch(() => '')) === manifest) return;
  if (process.env.CI === 'true')
    throw new Error('oclif.manifest.json is out of date. Run: npm run generate, and commit what it writes.');
  await writeFile(`${path}.new`, manifest);
  await rename(`${path}.new`, path);
}

/** A folder cannot be renamed onto another that has files in it; of two builds at once, the last one stays. */
async function swap(fresh, place, aside) {
  for (let attempt = 1; ; attempt++) {
    await rename(place, `${aside}${attempt}`).catch(unless('ENOENT'));
    const taken = await rename(fresh, place).catch(unless('ENOTEMPTY', 'EEXIST'));
    if (!taken) return;
    if (attempt === 10) throw taken;
  }
}

/** The error itself when it is one of these. */
function unless(...codes) {
  return (error) => {
    if (!codes.includes(error.code)) throw error;
    return error;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const { outputs } = await build();
  const files = Object.entries(outputs).filter(([name]) => name.endsWith('.js'));
  const bytes = files.reduce((sum, [, output]) => sum + output.bytes, 0);
  console.log(
    `dist/: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
}
