import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSources } from './source-tree.js';

const { commands } = JSON.parse(readFileSync('oclif.manifest.json', 'utf8')) as {
  commands: Record<string, unknown>;
};
const known = new Set(Object.keys(commands).map((id) => id.split(':')[0]));

/** Commands that the design names; a suggestion may only name one once it is there. */
const planned = ['init', 'invoke', 'run', 'logs', 'doctor', 'policy'];

test('no text suggests a command that is not there yet', () => {
  const missing = planned.filter((command) => !known.has(command));
  const pattern = new RegExp(`\\blading (?:${missing.join('|')})\\b`);
  const offending = readSources('src').flatMap(({ path, text }) =>
    missing.length > 0 && pattern.test(text) ? [path] : [],
  );
  expect(offending).toEqual([]);
});
