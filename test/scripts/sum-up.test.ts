import { expect, test } from 'vitest';

interface FileResult {
  name: string;
  status: string;
  assertionResults: { status: string; fullName: string }[];
}
type SumUp = (
  results: { testResults: FileResult[] },
  run: { exitCode: number | null; skipsFail: boolean },
) => { lines: string[]; exitCode: number };

const { sumUp } = (await import(new URL('../../scripts/test/sum-up.mjs', import.meta.url).href)) as {
  sumUp: SumUp;
};

const file = (...statuses: string[]): FileResult => ({
  name: 'a.test.ts',
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, index) => ({ status, fullName: `test ${index + 1}` })),
});
const broken: FileResult = { name: 'b.test.ts', status: 'failed', assertionResults: [] };

test.each<[string, FileResult[], number | null, boolean, string, number]>([
  ['all passed', [file('passed', 'passed')], 0, true, '2 passed, 0 failed', 0],
  ['one failed', [file('passed', 'failed')], 1, false, '1 passed, 1 failed', 1],
  [
    'one skipped, somebody watches',
    [file('passed', 'skipped')],
    0,
    false,
    '1 passed, 0 failed, 1 skipped',
    0,
  ],
  ['one skipped under CI', [file('passed', 'pending', 'todo')], 0, true, '1 passed, 0 failed, 2 skipped', 1],
  ['a file that does not load', [file('passed'), broken], 1, false, '1 passed, 1 failed', 1],
  ['an error outside of all tests', [file('passed')], 1, false, '1 passed, 1 failed', 1],
  ['killed', [], null, false, '0 passed, 1 failed', 1],
  ['nothing ran', [], 0, false, '0 passed, 0 failed', 1],
])('%s', (_, testResults, exitCode, skipsFail, last, expected) => {
  const summary = sumUp({ testResults }, { exitCode, skipsFail });
  expect(summary.lines.at(-1)).toBe(last);
  expect(summary.exitCode).toBe(expected);
});

test('what a machine has not is named once', () => {
  const fullName = 'docker and skopeo needs skopeo (apt-get install skopeo)';
  const skipped = { ...file('passed'), assertionResults: [{ status: 'skipped', fullName }] };
  expect(
    sumUp({ testResults: [file('passed'), skipped, skipped] }, { exitCode: 0, skipsFail: false }).lines,
  ).toEqual(['Skipped: needs skopeo (apt-get install skopeo)', '1 passed, 0 failed, 2 skipped']);
});

test('what was skipped is named where that is a failure', () => {
  expect(
    sumUp({ testResults: [file('passed', 'skipped')] }, { exitCode: 0, skipsFail: true }).lines,
  ).toContain('  a.test.ts: test 2');
});
