/** Gathers the licences of the packages whose code is in the bundle, as most of them ask for. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One text, packages in alphabetical order, each licence text once.
 * @param {string} root
 * @param {import('esbuild').Metafile} metafile
 */
export async function collectLicences(root, metafile) {
  const folders = new Set(Object.keys(metafile.inputs).flatMap((path) => packageFolder(path) ?? []));
  const packages = await Promise.all([...folders].map((folder) => describe(join(root, folder))));
  const byText = new Map();
  for (const { title, text } of packages.sort((a, b) => a.title.localeCompare(b.title))) {
    byText.set(text, [...(byText.get(text) ?? []), title]);
  }
  const sections = [...byText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
  return `lading contains code of the following packages.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** `node_modules/@scope/name` of the innermost package. */
function packageFolder(path) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

async function describe(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder))
    .filter((entry) => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(entry))
    .sort();
  const texts = await Promise.all(
    files.map(async (file) => (await readFile(join(folder, file), 'utf8')).trim()),
  );
  const title = `${name} ${version} (${license})`;
  return { title, text: texts.length > 0 ? texts.join('\n\n') : `License: ${license}` };
}
