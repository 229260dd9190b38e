/** Writes the documents that are derived from the sources; with --check it changes nothing and fails when one is out of date. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from './generate/load-source.mjs';
import { renderCommands } from './generate/render-commands.mjs';
import { renderErrors } from './generate/render-errors.mjs';
import { renderSchemas } from './generate/render-schemas.mjs';
import { renderSettings } from './generate/render-settings.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = await render();
const stale = await differences(wanted);

if (!process.argv.includes('--check')) {
  for (const path of stale) await write(path, wanted.get(path));
  console.log(stale.length > 0 ? `Written: ${stale.join(', ')}` : 'Everything was up to date.');
} else if (stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run: npm run generate`);
  process.exitCode = 1;
}

/** Text by path; the commands are those of the last build. */
async function render() {
  const { codes, configJsonSchema, settingsJsonSchema } = await loadSource(root, [
    "export { codes } from './src/errors/codes.ts';",
    "export { configJsonSchema, settingsJsonSchema } from './src/config/json-schema.ts';",
  ]);
  return new Map([
    ['docs/errors.md', renderErrors(codes)],
    ['docs/lading.schema.json', `${JSON.stringify(configJsonSchema(), null, 2)}\n`],
    [
      'docs/configuration.md',
      await replaceSettings('docs/configuration.md', renderSettings(settingsJsonSchema())),
    ],
    ...renderSchemas(root),
    ...(await renderCommands(root)),
  ]);
}

/** The prose around the table is written by hand. */
async function replaceSettings(path, table) {
  const text = await readFile(join(root, path), 'utf8');
  return text.replace(
    /(<!-- settings: generated -->\n)[\s\S]*(<!-- end -->)/,
    (_, start, end) => `${start}\n${table}\n${end}`,
  );
}

/** Paths whose text differs, and documents of commands that are gone. */
async function differences(documents) {
  const old = await readdir(join(root, 'docs/commands')).catch(() => []);
  const gone = old.map((name) => `docs/commands/${name}`).filter((path) => !documents.has(path));
  const texts = await Promise.all(
    [...documents].map(async ([path, text]) => ({ path, text, found: await read(path) })),
  );
  return [...texts.filter(({ text, found }) => text !== found).map(({ path }) => path), ...gone];
}

function read(path) {
  return readFile(join(root, path), 'utf8').catch(() => undefined);
}

async function write(path, text) {
  if (text === undefined) return rm(join(root, path));
  await mkdir(dirname(join(root, path)), { recursive: true });
  return writeFile(join(root, path), text);
}
