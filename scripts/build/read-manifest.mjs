/** Asks the built command line about itself: the manifest that spares loading every command, and the root help. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { runOclif } from './run-oclif.mjs';

/**
 * `oclif.manifest.json` as `oclif manifest` writes it, with the commands in a stable order.
 * @param {string} root folder with package.json and dist/
 */
export async function readManifest(root) {
  const { 'oclif.manifest.json': text } = await runOclif(root, ['manifest']);
  const manifest = JSON.parse(text);
  const commands = Object.fromEntries(Object.entries(manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ ...manifest, commands }, null, 2)}\n`;
}

/**
 * What oclif answers to `lading --help` where there is no terminal. `bin/run.js` prints it without loading oclif, and puts
 * in what depends on the machine: `{userAgent}`.
 * @param {string} root folder with package.json, oclif.manifest.json and dist/
 */
export async function readHelp(root) {
  const main = JSON.stringify(pathToFileURL(join(root, 'dist/main.js')).href);
  const code = `import { start } from ${main}; await start(['--help'], ${JSON.stringify(root)});`;
  const env = { ...process.env, NO_COLOR: '1', OCLIF_COLUMNS: '80' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    env,
  });
  return stdout.replace(/^ {2}lading\/.*$/m, '  {userAgent}');
}
