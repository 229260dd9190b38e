import { expect, it } from 'vitest';
import { KnownFiles } from '../../../src/domain/image-files/file-view.js';
import { LayeredFiles } from '../../../src/domain/image-files/layered-files.js';
import { entriesOf } from './sample-files.js';

type Rows = Parameters<typeof entriesOf>[0];

/** Layers from the lowest to the top one; what is visible of them at these paths. */
function visible(layers: readonly Rows[], paths: readonly string[]): (string | undefined)[] {
  const known = new KnownFiles();
  const tree = new LayeredFiles(known);
  for (const layer of [...layers].reverse()) {
    for (const entry of entriesOf(layer)) tree.add(entry);
    tree.endLayer();
  }
  tree.end();
  return known.ask((files) => paths.map((path) => describeEntry(files.at(path)))).result;
}

function describeEntry(entry: { kind: string; mode: number } | undefined): string | undefined {
  return entry && `${entry.kind} ${entry.mode.toString(8)}`;
}

it.each<[string, Rows[], Record<string, string | undefined>]>([
  ['the top layer wins', [{ '/a': 0o600 }, { '/a': 0o644 }], { '/a': 'file 644' }],
  ['lower layers show through', [{ '/a': 0o600 }, { '/b': 0o644 }], { '/a': 'file 600', '/b': 'file 644' }],
  [
    'a whiteout hides what is below',
    [{ '/d/a': 0o644, '/d/b': 0o644 }, { '/d/.wh.a': 0 }],
    { '/d/a': undefined, '/d/b': 'file 644' },
  ],
  [
    'a whiteout hides a folder with its content',
    [{ '/d/a': 0o644 }, { '/.wh.d': 0 }],
    { '/d': undefined, '/d/a': undefined },
  ],
  [
    'what is hidden can come back above',
    [{ '/a': 0o600 }, { '/.wh.a': 0 }, { '/a': 0o644 }],
    { '/a': 'file 644' },
  ],
  [
    'a folder made anew shows nothing of the old one, but all of its own',
    [{ '/d/old': 0o644 }, { '/d/.wh..wh..opq': 0, '/d/new': 0o644 }],
    { '/d/old': undefined, '/d/new': 'file 644', '/d': 'directory 755' },
  ],
  [
    'a file takes the place of a folder',
    [{ '/d/a': 0o644 }, { '/d': 0o644 }],
    { '/d': 'file 644', '/d/a': undefined },
  ],
  [
    'a link takes the place of a folder',
    [{ '/d/a': 0o644 }, { '/d': '-> e' }],
    { '/d': 'symlink 777', '/d/a': undefined },
  ],
  [
    'a folder keeps the content of lower layers',
    [{ '/d/a': 0o644 }, { '/d/': 0o700 }],
    { '/d': 'directory 700', '/d/a': 'file 644' },
  ],
])('%s', (_, layers, expected) => {
  expect(visible(layers, Object.keys(expected))).toEqual(Object.values(expected));
});

it('makes the folders that no layer mentions', () => {
  const known = new KnownFiles();
  const tree = new LayeredFiles(known);
  tree.add({ path: '/deep/er/file', kind: 'file', mode: 0o644, size: 0 });
  tree.endLayer();
  tree.end();
  expect(known.ask((files) => files.at('/deep/er')).result).toMatchObject({ kind: 'directory', mode: 0o755 });
});
