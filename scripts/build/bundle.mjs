/** Bundles the sources with every dependency, one chunk shared by whatever shares code. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { leftOut } from './left-out.mjs';

// CommonJS inside an ES module still asks for these three.
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join('\n');

/** Native parts and development tools that their users do without when they are missing. */
const optional = ['*.node', 'cpu-features', 'typescript', 'ts-node', 'pnpapi'];

/**
 * Names and white space stay, so that stack traces can be read; taking them out saves no start-up time (docs/decisions/bundle.md).
 * @param {string} root
 * @param {string} outdir
 * @returns {Promise<import('esbuild').Metafile>}
 */
export async function bundle(root, outdir) {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts', 'src/index.ts', ...(await commandFiles(root))],
    outbase: 'src',
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // The ES form of the AWS SDK shakes down to a third of its CommonJS form.
    mainFields: ['module', 'main'],
    external: optional,
    plugins: [leftOut],
    minifySyntax: true,
    keepNames: true,
    define: { LADING_VERSION: JSON.stringify(version) },
    legalComments: 'none',
    banner: { js: banner },
    metafile: true,
    logLevel: 'warning',
  });
  return result.metafile;
}

/** oclif finds a command by its file, so each one has its own. */
async function commandFiles(root) {
  const files = await readdir(join(root, 'src/commands'), { recursive: true });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join('src/commands', file));
}
