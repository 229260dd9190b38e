import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderRules } from './rules.js';
import { readSources, root } from './source-tree.js';

interface Row {
  readonly folders: readonly string[];
  readonly mayImport: readonly string[];
  readonly typesOf: readonly string[];
  readonly packages: readonly string[];
}

const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const rows = rowsOf(text);

test('the table of docs/architecture.md says what the rules say', () => {
  const stated = rows.flatMap(({ folders, ...row }) =>
    folders.map((folder) => [`src/${folder}`, row] as const),
  );
  const held = folderRules.map(
    ({ folder, mayImport, typesOf = [], packages }) =>
      [
        folder,
        { mayImport: short(mayImport), typesOf: short(typesOf), packages: [...packages].sort() },
      ] as const,
  );
  expect(Object.fromEntries(stated)).toEqual(Object.fromEntries(held));
});

test('the tree of docs/architecture.md shows every folder of src', () => {
  const tree = text.slice(text.indexOf('## The tree'), text.indexOf('## Changes to the picture'));
  const folders = new Set(readSources('src').flatMap(({ path }) => path.split('/').slice(1, -1).slice(0, 2)));
  const missing = [...folders].filter((name) => !new RegExp(`\\b${name}[/,}]`).test(tree));
  expect(missing).toEqual([]);
});

test('every package has its reason in docs/decisions', () => {
  const folder = join(root, 'docs/decisions');
  const reasons = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Readonly<Record<string, string>>
  >;
  const packages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const unexplained = packages
    // Types come with the package that they are of.
    .filter((name) => !name.startsWith('@types/'))
    .filter((name) => !reasons.some((reason) => reason.includes(name.replace(/(client-).*/, '$1'))));
  expect(unexplained).toEqual([]);
});

/** Of the table that begins with `| folder |`. */
function rowsOf(document: string): Row[] {
  const lines = document.slice(document.indexOf('| folder |')).split('\n');
  const body = lines.slice(2, lines.indexOf(''));
  const cells = body.map((line) => line.split('|').map((cell) => cell.trim()));
  const allowed = (cell: string): string => {
    const other = /^as (`[^`]+`), /.exec(cell);
    if (!other) return cell;
    const base = cells.find(([, folder = '']) => folder.startsWith(other[1] ?? ''))?.[3] ?? '';
    return `${cell.slice(other[0].length)}, ${base}`;
  };
  return cells.map(([, folder = '', , imports = '', packages = '']) => {
    const [values = '', types = ''] = allowed(imports).split('types of ');
    return {
      folders: names(folder),
      mayImport: names(values),
      typesOf: names(types),
      packages: names(packages),
    };
  });
}

function names(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).sort();
}

function short(paths: readonly string[]): string[] {
  return paths.map((path) => path.replace(/^src\//, '')).sort();
}
