import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { readSources } from './source-tree.js';

const files = readSources('src').map(({ path, text }) => ({
  path,
  lines: text.trimEnd().split('\n').length,
}));
const sorted = files.map(({ lines }) => lines).sort((a, b) => a - b);
const share = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;

test('the median file has at most 80 lines', () => {
  expect(share(0.5)).toBeLessThanOrEqual(80);
});

test('nine files in ten have at most 200 lines', () => {
  expect(share(0.9)).toBeLessThanOrEqual(200);
});

test('no file has more than 350 lines', () => {
  const tests = readSources('test').map(({ path, text }) => ({
    path,
    lines: text.trimEnd().split('\n').length,
  }));
  expect([...files, ...tests].filter(({ lines }) => lines > 350)).toEqual([]);
});

test('a command has at most 120 lines', () => {
  expect(files.filter(({ path, lines }) => path.startsWith('src/commands/') && lines > 120)).toEqual([]);
});

test('files are named in kebab case, after what they hold', () => {
  const wrong = files.filter(({ path }) => {
    const name = basename(path, '.ts');
    const empty = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'types'].includes(name);
    return empty || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || (name === 'index' && path !== 'src/index.ts');
  });
  expect(wrong.map(({ path }) => path)).toEqual([]);
});
