import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSources } from './source-tree.js';

const documented = new Set(
  [...readFileSync('docs/checks.md', 'utf8').matchAll(/^\| ([A-Z0-9, ]+) \|/gm)].flatMap(([, ids = '']) =>
    ids.split(', '),
  ),
);

test('docs/checks.md lists every finding', () => {
  const files = readSources('src').filter(({ path }) => /^src\/(?:domain|services)\//.test(path));
  const found = files.flatMap(({ text }) =>
    [...text.matchAll(/(?:unsuitable|remark)\(\s*'([A-Z]+\d*)'|\bid: '([A-E]\d+)'/g)].map(
      ([, called, literal]) => called ?? literal ?? '',
    ),
  );
  expect(found.length).toBeGreaterThan(30);
  expect([...new Set(found)].filter((id) => !documented.has(id))).toEqual([]);
});
