/** Each error code is met through the command line, in text and in JSON, by a test that says so. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { codes } from '../../src/errors/codes.js';
import { type Provocation, provocations } from '../acceptance/failure-cases/provocations.js';

const acceptance = fileURLToPath(new URL('../acceptance', import.meta.url));

/** As the helpers are told that look at both faces: `{ code: 'USAGE', exit: 2 }`. */
const expectation = /code: '([A-Z_]+)',\s*exit: (\d+)/g;

function reached(): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  const add = (code: string, exit: number) => found.set(code, (found.get(code) ?? new Set()).add(exit));
  for (const path of readdirSync(acceptance, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.test.ts')) continue;
    const text = readFileSync(join(acceptance, path), 'utf8');
    for (const [, code = '', exit] of text.matchAll(expectation)) add(code, Number(exit));
  }
  const texts = Object.values(provocations).flat() as Provocation[];
  for (const { code, slow } of texts) if (!slow) add(code, codes[code].exitCode);
  return found;
}

it('has a test in test/acceptance for each code', () => {
  const met = reached();
  expect(Object.keys(codes).filter((code) => !met.has(code))).toEqual([]);
});

it('and none for a code that does not exist, or another exit code', () => {
  const known = codes as Record<string, { exitCode: number }>;
  const wrong = [...reached()].flatMap(([code, exits]) =>
    [...exits].filter((exit) => known[code]?.exitCode !== exit).map((exit) => `${code} ${exit}`),
  );
  expect(wrong).toEqual([]);
});
