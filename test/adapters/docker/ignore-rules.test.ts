/** Docker's .dockerignore semantics, as documented and as moby/patternmatcher does them. */
import { expect, test } from 'vitest';
import { parseIgnoreRules } from '../../../src/adapters/docker/ignore-rules.js';

test.each<[pattern: string, ignored: string[], sent: string[]]>([
  ['', [], ['a', '.git/config']],
  ['# comment\n\n  \n', [], ['# comment', 'a']],
  ['node_modules', ['node_modules', 'node_modules/x/y'], ['src/node_modules/x', 'node_modules2']],
  ['/node_modules/', ['node_modules', 'node_modules/x'], ['src/node_modules/x']],
  ['**/node_modules', ['node_modules/x', 'a/b/node_modules/x'], ['node_modules.txt']],
  ['*.log', ['a.log'], ['logs/a.log', 'a.LOG']],
  ['**/*.log', ['a.log', 'logs/deep/a.log'], ['a.logs']],
  ['*/temp*', ['a/temporary', 'a/temp/b'], ['temp', 'a/b/temp']],
  ['temp?', ['tempa', 'temp1'], ['temp', 'tempab']],
  ['*\n!keep.txt', ['a', 'src/keep.txt'], ['keep.txt']],
  ['*.md\n!README*.md\nREADME-secret.md', ['a.md', 'README-secret.md'], ['README.md', 'README-more.md']],
  ['build\n!build/keep', ['build', 'build/drop'], ['build/keep', 'build/keep/deep']],
  ['./a/../b', ['b', 'b/c'], ['a']],
  ['.', [], ['a', 'b/c']],
  ['c++', ['c++', 'c++/main.cc'], ['ccc', 'c']],
  ['notes (1).txt', ['notes (1).txt'], ['notes 1.txt']],
  ['{a,b}', ['{a,b}'], ['a', 'b']],
  ['a|b', ['a|b'], ['a', 'b']],
  ['[ab].txt', ['a.txt', 'b.txt'], ['c.txt']],
  ['\\!important', ['!important'], ['important']],
  ['\uFEFFsecret', ['secret'], ['other']],
  ['a\r\nb\r\n', ['a', 'b'], ['c']],
])('%j', (text, ignored, sent) => {
  const rules = parseIgnoreRules(text);
  expect(Object.fromEntries([...ignored, ...sent].map((path) => [path, rules.ignores(path)]))).toEqual(
    Object.fromEntries([...ignored.map((path) => [path, true]), ...sent.map((path) => [path, false])]),
  );
});

test('without an ignore file everything is sent', () => {
  expect(parseIgnoreRules(undefined).ignores('anything')).toBe(false);
});

test.each<[text: string, folder: string, possible: boolean]>([
  ['node_modules', 'node_modules', false],
  ['*\n!src', 'node_modules', false],
  ['*\n!src/lib', 'src', true],
  ['*\n!src/lib', 'src/lib', false],
  ['*\n!/src/lib/', 'src', true],
  ['*\n!**/keep.txt', 'node_modules/deep', true],
  ['*\n!packages/*/package.json', 'packages/core', true],
  ['*\n!packages/*/package.json', 'packages/core/src', false],
  ['*\n!packages/*/package.json', 'other/core', false],
])('%j: entering %s is worth it: %s', (text, folder, possible) => {
  expect(parseIgnoreRules(text).mayIncludeBelow(folder)).toBe(possible);
});
