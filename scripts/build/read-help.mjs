/** The help of everything, as `bin/run.js` prints it without loading oclif. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const separator = '\f';

/**
 * What oclif answers to `--help` where there is no terminal, by file below dist/: `help.txt` for lading itself,
 * `help/region/start.txt` for a command. What depends on the machine is left open: `{userAgent}`.
 * @param {string} root folder with package.json, oclif.manifest.json and dist/
 * @returns {Promise<ReadonlyMap<string, string>>}
 */
export async function readHelp(root) {
  const { commands } = JSON.parse(await readFile(join(root, 'oclif.manifest.json'), 'utf8'));
  const ids = Object.keys(commands).map((id) => id.split(':'));
  const topics = ids.filter(({ length }) => length > 1).map(([topic]) => topic);
  const subjects = [[], ...[...new Set(topics)].map((topic) => [topic]), ...ids];
  const texts = (await printHelp(root, subjects)).split(separator).slice(1);
  return new Map(
    subjects.map((words, index) => [
      `${['help', ...words].join('/')}.txt`,
      texts[index].replace(/^ {2}lading\/.*$/m, '  {userAgent}'),
    ]),
  );
}

/** One process for all. */
async function printHelp(root, subjects) {
  const main = pathToFileURL(join(root, 'dist/main.js')).href;
  const code = `
    import { start } from ${JSON.stringify(main)};
    for (const words of ${JSON.stringify(subjects)}) {
      process.stdout.write(${JSON.stringify(separator)});
      await start([...words, '--help'], ${JSON.stringify(root)});
    }`;
  const env = { ...process.env, NO_COLOR: '1', OCLIF_COLUMNS: '80' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    env,
  });
  return stdout;
}
