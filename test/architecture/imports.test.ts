import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { chainTo, circles, graphOf } from './import-graph.js';
import { costlyPackages, type FolderRule, folderRules } from './rules.js';
import { type Import, importsOf, readSources, root } from './source-tree.js';

const files = readSources('src');
const graph = graphOf(files);

function ruleOf(path: string): FolderRule | undefined {
  return folderRules.find(({ folder }) => path.startsWith(folder));
}

function isAllowed(path: string, { target, kind }: Import): boolean {
  const rule = ruleOf(path);
  if (!rule) return false;
  const starts = (prefixes: readonly string[]): boolean =>
    prefixes.some((prefix) => target.startsWith(prefix));
  if (!target.startsWith('src/')) return starts(rule.packages);
  return (
    target.startsWith(rule.folder) ||
    starts(rule.mayImport) ||
    (kind === 'type' && starts(rule.typesOf ?? []))
  );
}

test('every file lies in a folder that docs/architecture.md knows', () => {
  expect(files.filter(({ path }) => !ruleOf(path)).map(({ path }) => path)).toEqual([]);
});

test('every import is one that the table of docs/architecture.md allows', () => {
  const offending = files.flatMap(({ path, imports }) =>
    imports
      .filter((found) => !isAllowed(path, found))
      .map(({ target, kind }) => `${path} → ${target} (${kind})`),
  );
  expect(offending).toEqual([]);
});

test('nothing imports in a circle', () => {
  expect(circles(graph).map((chain) => chain.join(' → '))).toEqual([]);
});

describe('the costly is loaded late', () => {
  const entries = files
    .map(({ path }) => path)
    .filter(
      (path) => path.startsWith('src/commands/') || path === 'src/main.ts' || path === 'src/context.ts',
    );

  test.each(entries)('%s starts without SDK, engine client and live display', (entry) => {
    const chain = chainTo(graph, entry, (target) => costlyPackages.some((name) => target.startsWith(name)));
    expect(chain?.join(' → ')).toBeUndefined();
  });

  // `import { z }` takes all of zod into the bundle: twice as much as is used.
  test('zod is imported as a namespace, of which the bundle keeps what is used', () => {
    const whole = files.filter(({ text }) => /^import (?!(?:type )?\* as z ).*'zod'/m.test(text));
    expect(whole.map(({ path }) => path)).toEqual([]);
  });

  test('import() names our own files only: of a bundled CommonJS package it would give the default export alone', () => {
    const lazyPackages = files.flatMap(({ path, imports }) =>
      imports
        .filter(
          ({ target, kind }) => kind === 'lazy' && !target.startsWith('src/') && !target.startsWith('node:'),
        )
        .map(({ target }) => `${path} → ${target}`),
    );
    expect(lazyPackages).toEqual([]);
  });
});

test('every package imported is declared', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string> | undefined
  >;
  const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
  const named = files
    .flatMap(({ imports }) => imports.map(({ target }) => target))
    .filter((target) => !target.startsWith('src/') && !target.startsWith('node:'));
  const packages = new Set(
    named.map((target) =>
      target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  );
  expect([...packages].filter((name) => !declared.has(name) && !builtinModules.includes(name))).toEqual([]);
});

describe('the reader of imports', () => {
  test('sees every form', () => {
    const text = `import type { A } from './a.js';
import { type B, b } from '../errors/b.js';
import {
  type C,
  type D,
} from 'c';
import './effect.js';
export { e } from './e.js';
const late = await import('./late.js');
// import { no } from './no.js'
`;
    expect(importsOf('src/domain/x.ts', text)).toEqual([
      { target: 'src/domain/a.ts', kind: 'type' },
      { target: 'src/errors/b.ts', kind: 'value' },
      { target: 'c', kind: 'type' },
      { target: 'src/domain/e.ts', kind: 'value' },
      { target: 'src/domain/effect.ts', kind: 'value' },
      { target: 'src/domain/late.ts', kind: 'lazy' },
    ]);
  });

  test('misses nothing that a bundler sees', async () => {
    const entryPoints = files.filter(({ path }) => !path.startsWith('src/commands')).map(({ path }) => path);
    const options = {
      absWorkingDir: root,
      outdir: 'out',
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
    } as const;
    const { metafile } = await build({ ...options, entryPoints, logLevel: 'silent' });
    const missed = Object.entries(metafile.inputs).flatMap(([path, { imports }]) =>
      imports
        .filter(({ path: target }) => !graph.get(path)?.some((found) => found.target === target))
        .map(({ path: target }) => `${path} → ${target}`),
    );
    expect(missed).toEqual([]);
  });

  test('finds chains and circles', () => {
    const value = (...targets: string[]): Import[] => targets.map((target) => ({ target, kind: 'value' }));
    const round = new Map([
      ['a', value('b')],
      ['b', value('c')],
      ['c', value('a')],
      ['d', [{ target: 'd', kind: 'type' } as const]],
    ]);
    expect(chainTo(round, 'a', (target) => target === 'c')).toEqual(['a', 'b', 'c']);
    expect(circles(round)).toEqual([['a', 'b', 'c', 'a']]);
  });
});
