/** Has the oclif tool write the pages of docs/commands: a list of the commands, and a page for each command or topic. */
import { runOclif } from '../build/run-oclif.mjs';

const note = '<!-- Written by `npm run generate`; not to be edited by hand. -->\n';

/**
 * Text by path.
 * @param {string} root folder with package.json and dist/
 * @returns {Promise<[string, string][]>}
 */
export async function renderCommands(root) {
  const list = '# Commands\n\n<!-- commands -->\n<!-- commandsstop -->\n';
  const files = await runOclif(
    root,
    ['readme', '--multi', '--no-aliases', '--no-source-links', '--output-dir', '.'],
    { 'README.md': list },
  );
  return Object.entries(files).map(([name, text]) => [`docs/commands/${name}`, tidy(text)]);
}

/** One title a page, and no marks of the tool's. */
function tidy(text) {
  const plain = text
    .replace(/<!-- commands(stop)? -->\n/g, '')
    .replace('# Command Topics\n\n', '')
    .replace(/[ \t]+$/gm, '')
    .trimEnd();
  return `${note}\n${plain}\n`;
}
