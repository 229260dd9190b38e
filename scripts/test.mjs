/** `npm test`: makes sure of a container engine and other programs, builds, runs every test, and sums up on the last line. */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sumUp } from './test/sum-up.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const report = join(root, '.cache/test-results.json');

step('bash', ['scripts/engine.sh']);
step('bash', ['scripts/test-tools.sh']);
step(process.execPath, ['scripts/build.mjs']);
// Before the tests, whose hooks have no minute to spare; without it those that need it say what is missing.
run(process.execPath, ['scripts/images/build-runtime-client.mjs']);
await mkdir(dirname(report), { recursive: true });
await rm(report, { force: true });
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const { status } = run(process.execPath, [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  ...reporters,
  ...process.argv.slice(2),
]);
const results = JSON.parse(await readFile(report, 'utf8').catch(() => '{"testResults":[]}'));
const { lines, exitCode } = sumUp(results, { exitCode: status, skipsFail: process.env.CI === 'true' });
console.log(`\n${lines.join('\n')}`);
process.exitCode = exitCode;

/** Ends the run with the exit code of what failed. */
function step(command, args) {
  const { status } = run(command, args);
  if (status !== 0) process.exit(status ?? 1);
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' });
}
