import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../architecture/source-tree.js';
import { anchorsOf, linksOf, readDocuments, shellLinesOf } from './markdown.js';

const documents = readDocuments();
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as {
  commands: Record<string, { flags: Record<string, { char?: string; allowNo?: boolean }> }>;
};
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

test('every relative link leads somewhere', () => {
  const dead = documents.flatMap(({ path, text }) =>
    linksOf(text)
      .filter((target) => !leads(path, target))
      .map((target) => `${path} → ${target}`),
  );
  expect(dead).toEqual([]);
});

test('every document can be found from the README', () => {
  const found = new Set(['README.md']);
  for (const path of found) {
    const text = documents.find((document) => document.path === path)?.text ?? '';
    for (const target of linksOf(text)) found.add(placeOf(path, target));
  }
  const pages = documents.map(({ path }) => path).filter((path) => path.startsWith('docs/'));
  const known = (path: string) => found.has(path) || found.has(posix.dirname(path));
  expect(pages.filter((path) => !known(path))).toEqual([]);
});

describe('the commands in shell blocks', () => {
  const lines = documents
    .filter(({ path }) => path !== 'CHANGELOG.md')
    .flatMap(({ path, text }) =>
      shellLinesOf(text).map((line) => ({ path, line: line.replace(/\s#.*/, '') })),
    );

  test('are scripts of package.json', () => {
    const named = lines.flatMap(({ path, line }) =>
      [...line.matchAll(/\bnpm (?:run )?([\w:]+)/g)].map(([, name = '']) => ({ path, name })),
    );
    const npm = ['ci', 'pack', 'install', 'i'];
    expect(named.filter(({ name }) => !(name in scripts) && !npm.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });

  test('are commands of lading, with flags that they have', () => {
    const used = lines.flatMap(({ path, line }) =>
      [...line.matchAll(/(?:^|[\s(])lading ((?:[a-z]+ ?)+)([^|;>]*)/g)].map(([, words = '', rest = '']) => ({
        path,
        line,
        command: commandOf(words.trim().split(' ')),
        flags: [...rest.matchAll(/(?:^|\s)--([a-z-]+)/g)].map(([, flag = '']) => flag),
      })),
    );
    const wrong = used.filter(
      ({ command, flags }) => !command || flags.some((flag) => !hasFlag(command, flag)),
    );
    expect(wrong).toEqual([]);
    expect(used.length).toBeGreaterThan(4);
  });
});

test('every command is in the README’s table, and no other', () => {
  const named = [...readme.matchAll(/^\| \[`lading ([a-z ]+)`\]/gm)].map(
    ([, name = '']) => name.split(' ')[0],
  );
  const commands = Object.keys(manifest.commands).map((id) => id.split(':')[0]);
  expect([...new Set(named)].sort()).toEqual([...new Set(commands)].sort());
});

test('the reader of Markdown finds links, anchors and shell blocks', () => {
  const text =
    '# A `b`: c\n[x](y.md#z) `[no](no)` [web](https://a.b)\n\n```sh\nlading deploy\n```\n\nTwo\n===\n';
  expect(linksOf(text)).toEqual(['y.md#z']);
  expect([...anchorsOf(text)]).toEqual(['a-b-c', 'two']);
  expect(shellLinesOf(text)).toEqual(['lading deploy', '']);
});

/** Whether the file or folder is there, and in a file the heading. */
function leads(from: string, target: string): boolean {
  const anchor = target.split('#')[1];
  const path = placeOf(from, target);
  if (!existsSync(join(root, path))) return false;
  return anchor === undefined || anchorsOf(readFileSync(join(root, path), 'utf8')).has(anchor);
}

function placeOf(from: string, target: string): string {
  const [path = ''] = target.split('#');
  return path === '' ? from : posix.join(posix.dirname(from), path).replace(/\/$/, '');
}

/** `region start` is one command, `deploy resize` is `deploy`. */
function commandOf(words: readonly string[]): string | undefined {
  return [words.slice(0, 2).join(':'), words[0] ?? ''].find((id) => id in manifest.commands);
}

function hasFlag(command: string, flag: string): boolean {
  const flags = manifest.commands[command]?.flags ?? {};
  return flag in flags || flags[flag.replace(/^no-/, '')]?.allowNo === true || ['help'].includes(flag);
}
