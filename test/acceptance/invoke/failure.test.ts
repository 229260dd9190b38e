/** Functions that fail, or are not ready: how invoke ends, and what it says. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../src/domain/invocation/invocation-result.js';
import { restError } from '../../servers/scripted-http.js';
import { expectRefusal } from '../failure-cases/both-faces.js';
import { document } from '../run-lading.js';
import { answer, failed, type InvokeScene, id, openInvokeScene } from './invoke-scene.js';

let scene: InvokeScene;

beforeAll(async () => {
  scene = await openInvokeScene();
});
afterEach(() => scene.closeServer());
afterAll(() => scene?.close());

describe('a function that fails', () => {
  it('ends with 4, in both faces, with its answer on stdout and its cause', async () => {
    const message = 'RequestId: 1 Error: Runtime exited with error: exit status 127';
    await scene.lambda(() => failed('Runtime.ExitError', message));
    const run = await scene.lading('invoke', 'hello', '{}');
    expect(run.code).toBe(4);
    expect(JSON.parse(run.stdout)).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(run.stderr).toContain(
      `Error INVOCATION_FAILED: Function hello:$LATEST failed (Unhandled): Runtime.ExitError: ${message}. The process ended`,
    );
    expect(run.stderr).toContain('  Try: Add a runtime interface client');
    const face = await scene.lading('invoke', 'hello', '{}', '--json');
    const error = expectRefusal(face, { code: 'INVOCATION_FAILED', exit: 4, says: [message] });
    expect(error.details).toMatchObject({ diagnosis: 'C9', version: '3', requestId: id });
    expect(document<InvocationResult>(face)).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Runtime.ExitError' },
      report: { billedDuration: 136 },
    });
  });

  it('has what it threw itself shown as it is', async () => {
    await scene.lambda(() => failed('ValidationError', 'no such customer'));
    const place = ['--region', 'eu-west-1'] as const;
    const run = await scene.lading('invoke', 'hello', '{}', ...place);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('failed (Unhandled): ValidationError: no such customer.\n');
    const next = 'Read the whole log: lading logs hello --since 15m --region eu-west-1';
    expect(run.stderr).toContain(`  Try: ${next}\n`);
    const face = await scene.lading('invoke', 'hello', '{}', ...place, '--json');
    expect(expectRefusal(face, { code: 'INVOCATION_FAILED', exit: 4 }).suggestions).toEqual([next]);
  });

  it('is told that its memory was full, though Lambda says timeout', async () => {
    const full = `REPORT RequestId: ${id}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: timeout\n`;
    await scene.lambda(() =>
      failed('Sandbox.Timedout', 'RequestId: 1 Error: Task timed out after 3.00 seconds', full),
    );
    const run = await scene.lading('invoke', 'hello', '{}', '--json');
    expect(expectRefusal(run, { code: 'INVOCATION_FAILED', exit: 4 }).details.diagnosis).toBe('C11');
  });
});

describe('a function that is not ready', () => {
  it('is waited for', async () => {
    await scene.lambda((_, count) =>
      count <= 2
        ? restError(409, 'CodeArtifactUserPendingException', 'Lambda is initializing your function.')
        : answer('"awake"'),
    );
    const run = await scene.lading('invoke', 'hello');
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 0, stdout: '"awake"\n' });
    // The reason is told once.
    expect(run.stderr.split('Waiting: ')).toHaveLength(2);
    expect(scene.sent()).toHaveLength(3);
  });

  it('is waited for no longer than asked', async () => {
    await scene.lambda(() =>
      restError(
        409,
        'ResourceConflictException',
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
      ),
    );
    const run = await scene.lading('invoke', 'hello', '--wait-timeout', '600ms', '--json');
    expectRefusal(run, { code: 'WAIT_TIMEOUT', exit: 5, says: ['the event did not reach it', 'Pending'] });
  });

  it('is not waited for when it will never be', async () => {
    const text = 'ERROR: Lambda cannot initialize the provided container image. Verify the image.';
    await scene.lambda(() => restError(409, 'CodeArtifactUserFailedException', text));
    const run = await scene.lading('invoke', 'hello', '--json');
    expectRefusal(run, { code: 'FUNCTION_FAILED', exit: 4, says: [text] });
    expect(scene.sent()).toHaveLength(1);
  });
});

it('credentials of a profile that has none are missing, also where the environment has others', async () => {
  await scene.lambda(() => failed('Error', 'no'));
  const run = await scene.lading('invoke', 'hello', '--profile', 'nobody');
  expect(run.code).toBe(3);
  expect(run.stderr).toMatch(/^Invoking hello:\$LATEST\nError CREDENTIALS_MISSING: .* for profile nobody\./);
  expect(scene.sent()).toEqual([]);
});
