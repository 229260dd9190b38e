/**
 * `npm run pack [-- --this-node] [-- --targets linux-x64,…]`: archives of lading with a Node.js of their own, in dist/.
 *
 * The oclif tool takes Node.js from nodejs.org; with --this-node the running one is packed, for this platform alone.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const here = `${process.platform}-${process.arch}`;
const thisNode = process.argv.includes('--this-node');
const others = process.argv.slice(2).filter((word) => word !== '--this-node');

await build();
if (thisNode) {
  // Where the tool keeps what it has downloaded before.
  const folder = join(root, 'tmp/cache', `node-${process.version}-${here}`);
  await mkdir(folder, { recursive: true });
  await cp(process.execPath, join(folder, 'node'));
}
const args = ['pack', 'tarballs', '--no-xz', ...(thisNode ? ['--targets', here] : []), ...others];
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/oclif/bin/run.js'), ...args], {
  cwd: root,
  stdio: 'inherit',
  // Nothing is left to build: not here, and not in the unpacked package, which has no sources.
  env: { ...process.env, npm_config_ignore_scripts: 'true', OCLIF_SKIP_NEW_VERSION_CHECK: 'true' },
});
process.exitCode = status ?? 1;
