/** `lading check` of an image of the tests, and what its document says. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { CheckResult } from '../../src/pipeline/check.js';
import type { TestImage } from '../images/engine-image.js';
import { document, type Run, runLading } from './run-lading.js';

export interface ProbeScene {
  /** Without a configuration; made before the first test of the file, gone after the last. */
  readonly folder: string;
  check(image: TestImage, flags?: readonly string[], event?: object): Promise<Run>;
}

/** What a finding has to be. */
export interface Expected {
  /** `C9 error`. */
  readonly finding: string;
  readonly message: RegExp;
  /** Of the lines that it wrote; missing where it wrote none. */
  readonly evidence?: RegExp;
  readonly remedy: RegExp;
}

/** Call it outside of tests. */
export function probeScene(): ProbeScene {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lading-probe-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return {
    get folder() {
      return folder;
    },
    async check(image, flags = [], event) {
      const args = ['check', image.reference, ...flags];
      if (event) {
        const path = join(folder, `${randomUUID()}.json`);
        await writeFile(path, JSON.stringify(event));
        args.push('--event', path);
      }
      return runLading(args, { cwd: folder });
    },
  };
}

/** Of a run with --json: what was found, with evidence and remedy, and that exit code, verdict and error go with it. */
export function expectFinding(run: Run, { finding, message, evidence, remedy }: Expected): void {
  const result = document<CheckResult>(run);
  expect(shown(result), run.stdout + run.stderr).toContain(finding);
  const found = result.findings.find(({ id, severity }) => `${id} ${severity}` === finding);
  expect(found?.message).toMatch(message);
  expect(found?.evidence.join('\n')).toMatch(evidence ?? /^$/);
  expect(found?.suggestions.join('\n')).toMatch(remedy);
  const stops = finding.endsWith('error');
  expect(run.code).toBe(stops ? 4 : 0);
  expect(result.passed).toBe(!stops);
  expect(result.error?.code).toBe(stops ? found?.code : undefined);
}

/** `C9 error`, a line a finding. */
export function shown({ findings }: CheckResult): string[] {
  return findings.map(({ id, severity }) => `${id} ${severity}`);
}
