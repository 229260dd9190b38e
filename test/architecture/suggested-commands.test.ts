import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSources } from './source-tree.js';

const { commands } = JSON.parse(readFileSync('oclif.manifest.json', 'utf8')) as {
  commands: Record<string, { readonly flags: Record<string, { readonly allowNo?: boolean }> }>;
};
const names = Object.keys(commands).map((id) => id.replace(':', ' '));

/** Commands that the design names; a suggestion may only name one once it is there. */
const planned = ['init', 'invoke', 'run', 'logs', 'doctor', 'policy'];

test('no text suggests a command that is not there yet', () => {
  const missing = planned.filter((command) => !names.includes(command));
  const pattern = new RegExp(`\\blading (?:${missing.join('|')})\\b`);
  const offending = readSources('src').flatMap(({ path, text }) =>
    missing.length > 0 && pattern.test(text) ? [path] : [],
  );
  expect(offending).toEqual([]);
});

test('no text suggests a flag that its command does not have', () => {
  const pattern = new RegExp(`\\blading (${names.join('|')})\\b([^\n,;.]*)`, 'g');
  const suggested = readSources('src').flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].flatMap(([, name = '', rest = '']) =>
      [...rest.matchAll(/ --([a-z][a-z-]*)/g)].map(([, flag = '']) => ({ path, name, flag })),
    ),
  );
  expect(suggested.length).toBeGreaterThan(20);
  const unknown = suggested.filter(({ name, flag }) => {
    const { flags } = commands[name.replace(' ', ':')] ?? { flags: {} };
    const negated = flag.startsWith('no-') ? flags[flag.slice(3)] : undefined;
    return !(flag in flags) && negated?.allowNo !== true;
  });
  expect(unknown).toEqual([]);
});
