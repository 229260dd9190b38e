/** What a test run comes to: the counts that end it, and whether it passes. */

/**
 * @param {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} results vitest's JSON report
 * @param {{ exitCode: number | null, skipsFail: boolean }} run
 * @returns {{ lines: string[], exitCode: 0 | 1 }} the last line is the counts alone
 */
export function sumUp(results, { exitCode, skipsFail }) {
  const tests = results.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: file.name })),
  );
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const counted = tests.length - passed - skipped.length + results.testResults.filter(isBroken).length;
  // vitest can fail without a failing test: an error outside of all of them.
  const failed = counted === 0 && exitCode !== 0 ? 1 : counted;
  const refused = skipped.length > 0 && skipsFail;
  const names = skipped.map(({ file, fullName }) => `  ${file}: ${fullName}`);
  return {
    lines: [
      ...(refused ? ['Skipped, and with CI=true that is a failure:', ...names] : reasonsOf(skipped)),
      `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
    ],
    exitCode: failed > 0 || refused || passed === 0 ? 1 : 0,
  };
}

/** What this machine has not, each once; `needing` in test/servers names it in what is skipped. */
function reasonsOf(skipped) {
  const reasons = skipped.flatMap(
    ({ fullName }) => /\bneeds [^()]+ \([^()]+\)(?: and [^()]+ \([^()]+\))*/.exec(fullName) ?? [],
  );
  return [...new Set(reasons)].map((reason) => `Skipped: ${reason}`);
}

/** A file that does not even load has no tests to count, and is a failure all the same. */
function isBroken({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
}
