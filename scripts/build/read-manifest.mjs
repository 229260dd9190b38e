/** Asks the built command line about itself: the manifest that spares loading every command. */
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
