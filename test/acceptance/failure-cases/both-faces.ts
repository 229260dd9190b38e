/** A refusal as users and scripts meet it: the same in text and in JSON. */
import { expect } from 'vitest';
import type { ErrorDocument } from '../../../src/errors/app-error.js';
import type { ErrorCode } from '../../../src/errors/codes.js';
import { document, type Run } from '../run-lading.js';

export interface Refusal {
  readonly code: ErrorCode;
  readonly exit: number;
  /** Parts of the message; texts are meant verbatim. */
  readonly says?: readonly (string | RegExp)[];
}

/** What `--json` printed, after it was looked at. */
export function expectRefusal(run: Run, { code, exit, says = [] }: Refusal): ErrorDocument {
  expect(run.code, run.stdout + run.stderr).toBe(exit);
  const { error } = document<{ error: ErrorDocument }>(run);
  expect(error.code, error.message).toBe(code);
  expect(error.ref).toBe(`docs/errors.md#${code.toLowerCase()}`);
  for (const part of says)
    typeof part === 'string' ? expect(error.message).toContain(part) : expect(error.message).toMatch(part);
  return error;
}

/** The same failure told as text: said once, on stderr only, with every suggestion. `suggestions` are those of the document. */
export function expectRefusalText(
  run: Run,
  { code, exit, says = [] }: Refusal,
  suggestions: readonly string[] = [],
): void {
  expect(run.code, run.stderr).toBe(exit);
  expect(run.stdout).toBe('');
  expect(run.stderr.split(`Error ${code}: `), run.stderr).toHaveLength(2);
  for (const part of says)
    typeof part === 'string' ? expect(run.stderr).toContain(part) : expect(run.stderr).toMatch(part);
  for (const suggestion of suggestions) expect(run.stderr).toContain(`  Try: ${suggestion}`);
  expect(run.stderr).toContain(`More: docs/errors.md#${code.toLowerCase()}`);
}
