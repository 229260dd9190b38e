import { describe, expect, test } from 'vitest';
import { readSources, type SourceFile } from './source-tree.js';

const sources = readSources('src');

function offending(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

test.each<[string, RegExp]>([
  ['any', /(?::|\bas|<|\|)\s*any\b(?! [a-z])/],
  ['console', /\bconsole\./],
  ['work left for later', /\b(?:TODO|FIXME|HACK|XXX)\b/],
  ['suppressed checks', /@ts-(?:ignore|nocheck|expect-error)|biome-ignore/],
])('no %s in the sources', (_, pattern) => {
  expect(offending(sources, pattern)).toEqual([]);
});

test('default exports are for commands, where oclif asks for them', () => {
  expect(
    offending(
      sources.filter(({ path }) => !path.startsWith('src/commands/')),
      /^export default\b/,
    ),
  ).toEqual([]);
});

test('each file says first what it is responsible for', () => {
  expect(sources.filter(({ text }) => !text.startsWith('/**')).map(({ path }) => path)).toEqual([]);
});

describe('inner layers do not know the process', () => {
  const inner = sources.filter(({ path }) => /^src\/(?:domain|errors|ports|services|pipeline)\//.test(path));

  test.each<[string, RegExp]>([
    ['process', /\bprocess\.(?:env|argv|cwd|exit|std|on|platform)/],
    ['timers and the clock', /\b(?:setTimeout|setInterval|Date\.now|performance\.now)\(|new Date\(\)/],
    ['the network', /\bfetch\(/],
  ])('%s', (_, pattern) => {
    expect(offending(inner, pattern)).toEqual([]);
  });
});
