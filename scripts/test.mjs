/** `npm test`: makes sure of a container engine, builds, runs every test, and sums up on the last line. */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const resultsFile = join(root, '.cache/test-results.json');

step('bash', ['scripts/engine.sh']);
step(process.execPath, ['scripts/build.mjs']);
await mkdir(dirname(resultsFile), { recursive: true });
await rm(resultsFile, { force: true });
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`];
const { status } = run(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)]);
process.exitCode = sumUp(JSON.parse(await readFile(resultsFile, 'utf8')), status);

/** Prints the counts and gives the exit code: a test left out is a failure where nobody watches. */
function sumUp(results, vitestStatus) {
  const tests = results.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: file.name })),
  );
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
  const passed = tests.filter((test) => test.status === 'passed').length;
  // A file that does not even load has no tests to count, and is a failure all the same.
  const broken = results.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const counted = tests.length - passed - skipped.length + broken.length;
  const failed = vitestStatus !== 0 && counted === 0 ? 1 : counted;
  const refused = skipped.length > 0 && process.env.CI === 'true';
  if (refused)
    console.log(
      `\nSkipped, and with CI=true that is a failure:\n${skipped.map((test) => `  ${test.file}: ${test.fullName}`).join('\n')}`,
    );
  console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
  return failed > 0 || refused ? 1 : 0;
}

/** Ends the run with the exit code of what failed. */
function step(command, args) {
  const { status } = run(command, args);
  if (status !== 0) process.exit(status ?? 1);
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' });
}
