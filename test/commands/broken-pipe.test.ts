import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeProjectFolder, type ProjectFolder } from './project-folder.js';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

let folder: ProjectFolder;
beforeEach(async () => {
  folder = await makeProjectFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** The exit code of lading, whoever reads its output, and what reached the terminal. */
function shell(line: string): { code: number; output: string } {
  const script = `${line.replaceAll('lading', `${process.execPath} ${bin}`)}; echo "code \${PIPESTATUS[0]}" >&3`;
  const { stderr, output } = spawnSync('bash', ['-c', script], {
    cwd: folder.path,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: 'true' },
  });
  return { code: Number(/code (\d+)/.exec(output[3] ?? '')?.[1]), output: stderr };
}

describe('a reader that went away', () => {
  it.each([
    ['the result', 'lading region status | true', 0],
    ['the JSON result', 'lading region status --json | true', 0],
    ['an error as JSON', 'lading deploy --json | true', 2],
    ['an error', 'lading deploy 2>&1 >/dev/null | true', 2],
    ['progress', 'lading deploy --function app --role auto --verbose 2>&1 | true', 2],
    ['an unknown command', 'lading deploi 2>&1 | true', 2],
    ['the help', 'lading deploy --help | true', 0],
  ])('of %s changes neither exit code nor output', (_what, line, code) => {
    const run = shell(line);
    expect(run.output).toBe('');
    expect(run.code).toBe(code);
  });
});
