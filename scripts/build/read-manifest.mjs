/** Asks the built command line about itself: the manifest that spares loading every command, and the root help. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * `oclif.manifest.json`: flags, arguments and texts of every command, in a stable order.
 * @param {string} root
 */
export async function readManifest(root) {
  const { stdout } = await run(process.execPath, [join(root, 'scripts/build/print-manifest.mjs'), root], {
    cwd: root,
    maxBuffer: 1 << 24,
  });
  const manifest = JSON.parse(stdout);
  const commands = Object.fromEntries(Object.entries(manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ ...manifest, commands }, null, 2)}\n`;
}

/**
 * What oclif answers to `lading --help` where there is no terminal. `bin/run.js` prints it without loading oclif, and puts
 * in what depends on the machine: `{userAgent}`.
 * @param {string} root
 */
export async function readHelp(root) {
  const main = JSON.stringify(pathToFileURL(join(root, 'dist/main.js')).href);
  const code = `import { start } from ${main}; await start(['--help'], ${JSON.stringify(root)});`;
  const env = { ...process.env, NO_COLOR: '1', OCLIF_COLUMNS: '80' };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: root, env });
  return stdout.replace(/^ {2}lading\/.*$/m, '  {userAgent}');
}
