/** What invoke sends how often, streams, and what Ctrl-C means. */
import { execFile, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../src/domain/invocation/invocation-result.js';
import { encodeEventStreamMessage } from '../../../src/region/wire/event-stream.js';
import { expectRefusal } from '../failure-cases/both-faces.js';
import { document, runLading } from '../run-lading.js';
import { answer, bin, type InvokeScene, log, openInvokeScene } from './invoke-scene.js';

let scene: InvokeScene;

beforeAll(async () => {
  scene = await openInvokeScene();
});
afterEach(() => scene.closeServer());
afterAll(() => scene?.close());

describe('an event is never sent twice unseen', () => {
  it('when the connection broke', async () => {
    await scene.lambda(() => 'reset');
    const run = await scene.lading('invoke', 'hello', '{}', '--json');
    const { details } = expectRefusal(run, {
      code: 'REMOTE_UNAVAILABLE',
      exit: 4,
      says: ['The event was sent to hello:$LATEST'],
    });
    expect(details.sent).toBe(true);
    expect(scene.sent()).toHaveLength(1);
  });

  it('and Ctrl-C says that it was sent', async () => {
    let onSent = (): void => undefined;
    await scene.lambda(() => {
      onSent();
      return 'hang';
    });
    const run = await runLading(['invoke', 'hello', '{}'], {
      cwd: scene.folder,
      env: scene.environment(),
      onStart: (child) => {
        onSent = () => void child.kill('SIGINT');
      },
    });
    expect(run.code, run.stderr).toBe(130);
    expect(run.stderr).toContain('Stopped waiting for its answer. The event was sent to hello:$LATEST');
    expect(run.stdout).toBe('');
  });

  it('and Ctrl-C before says that it was not; who waits for a pipe is told so', async () => {
    await scene.lambda(() => answer('1'));
    const path = join(scene.folder, 'pipe');
    await promisify(execFile)('mkfifo', [path]);
    // Open for both, so that it never ends.
    const pipe = await open(path, 'r+');
    const child = spawn(process.execPath, [bin, 'invoke', 'hello'], {
      cwd: scene.folder,
      env: { ...process.env, ...scene.environment(), NO_COLOR: '1' },
      stdio: [pipe.fd, 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (`${stderr}${text}`.includes('standard input') && !stderr.includes('standard input'))
        child.kill('SIGINT');
      stderr += text;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    await pipe.close();
    expect(code, stderr).toBe(130);
    expect(stderr).toContain('Waiting for the event on standard input');
    expect(stderr).toContain('Error INTERRUPTED: Stopped. The event was not sent.');
    expect(scene.sent()).toEqual([]);
  });
});

describe('--stream', () => {
  const frame = (event: string, payload: string | object) =>
    encodeEventStreamMessage(
      {
        ':message-type': 'event',
        ':event-type': event,
        ':content-type': typeof payload === 'string' ? 'application/octet-stream' : 'application/json',
      },
      Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    );
  const streamed = (...frames: Uint8Array[]) => {
    const { headers } = answer('', { tail: '', 'content-type': 'application/vnd.amazon.eventstream' });
    return { status: 200, headers, body: Buffer.concat(frames) };
  };
  const tail = { LogResult: Buffer.from(log).toString('base64') };

  it('prints the pieces as one answer, and the log at its end', async () => {
    await scene.lambda(() =>
      streamed(frame('PayloadChunk', 'one '), frame('PayloadChunk', 'two'), frame('InvokeComplete', tail)),
    );
    const run = await scene.lading('invoke', 'hello', '--stream');
    expect({ code: run.code, stdout: run.stdout }, run.stderr).toEqual({ code: 0, stdout: 'one two\n' });
    expect(scene.asked()).toContain('/response-streaming-invocations');
    expect(run.stderr).toContain('billed 136 ms');
    const shown = document<InvocationResult>(await scene.lading('invoke', 'hello', '--stream', '--json'));
    expect(shown).toMatchObject({ payload: 'one two', payloadFormat: 'text', executedVersion: '3' });
  });

  it('ends with 4 where the function fails in the middle', async () => {
    const end = {
      ErrorCode: 'Unhandled',
      ErrorDetails: JSON.stringify({ errorType: 'ValidationError', errorMessage: 'half-way' }),
    };
    await scene.lambda(() => streamed(frame('PayloadChunk', 'one'), frame('InvokeComplete', end)));
    const run = await scene.lading('invoke', 'hello', '--stream');
    expect({ code: run.code, stdout: run.stdout }, run.stderr).toEqual({ code: 4, stdout: 'one\n' });
    expect(run.stderr).toContain('failed (Unhandled): ValidationError: half-way.');
  });

  it('does not take half an answer for one', async () => {
    await scene.lambda(() => streamed(frame('PayloadChunk', 'one')));
    const run = await scene.lading('invoke', 'hello', '--stream', '--json');
    expectRefusal(run, { code: 'REMOTE_UNAVAILABLE', exit: 4, says: ['ended before its last event'] });
    expect(scene.sent()).toHaveLength(1);
  });
});

it('what is piped into other commands is not taken for an argument', async () => {
  await scene.lambda(() => answer('1'));
  const run = await scene.shell('echo not-an-argument | lading status --json');
  expect(run.stdout + run.stderr).not.toContain('not-an-argument');
  expectRefusal(run, { code: 'CONFIG_NOT_FOUND', exit: 2 });
});
