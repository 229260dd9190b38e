/** Issue 5 item 5: invoke, seen from outside: what is printed where, what ends how, and what is sent how often. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../src/domain/invocation/invocation-result.js';
import { encodeEventStreamMessage } from '../../src/region/wire/event-stream.js';
import {
  restError,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../servers/scripted-http.js';
import { expectRefusal, expectRefusalText } from './failure-cases/both-faces.js';
import { document, type Run, runLading } from './run-lading.js';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const id = '9ab5bbe5-0a9c-4b8f-9e34-5a1d8a1f4b2c';
const reportLine = `REPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 136 ms\tMemory Size: 1024 MB\tMax Memory Used: 61 MB\tInit Duration: 123.45 ms\t`;
const log = `START RequestId: ${id} Version: 3\nhello from inside\nEND RequestId: ${id}\n${reportLine}\n`;
const configuration = {
  FunctionName: 'hello',
  FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello:3',
  Version: '3',
  PackageType: 'Image',
  Architectures: ['arm64'],
  Role: 'arn:aws:iam::123456789012:role/app',
  MemorySize: 1024,
  Timeout: 3,
  CodeSha256: '00',
  RevisionId: 'r',
  LastModified: '2026-11-23T09:00:00.000+0000',
  State: 'Active',
  LastUpdateStatus: 'Successful',
};

let folder: string;
let server: ScriptedServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-invoke-'));
  await writeFile(join(folder, 'event.json'), '{ "from": "file", "n": 12345678901234567890 }\n');
  await writeFile(join(folder, 'broken.json'), '{\n  "a": 1,\n}\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => server?.close());

/** Lambda as far as invoke sees it: `invocation` answers, and the function can be read. */
async function lambda(invocation: Script): Promise<ScriptedServer> {
  let count = 0;
  server = await startScriptedServer((request) => {
    if (request.method === 'GET')
      return { status: 200, headers: json, body: JSON.stringify({ Configuration: configuration, Code: {} }) };
    count += 1;
    return invocation(request, count);
  });
  return server;
}

const json = { 'content-type': 'application/json' };

function answer(body: string | Uint8Array, { tail = log, ...headers }: Record<string, string> = {}) {
  const all = {
    ...json,
    'x-amzn-requestid': id,
    'x-amz-executed-version': '3',
    ...(tail && { 'x-amz-log-result': Buffer.from(tail).toString('base64') }),
    ...headers,
  };
  return { status: 200, headers: all, body };
}

const failed = (errorType: string, errorMessage: string, tail = log) =>
  answer(JSON.stringify({ errorType, errorMessage, stackTrace: [] }), {
    tail,
    'x-amz-function-error': 'Unhandled',
  });

function environment(): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: server?.url ?? '',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}

function lading(...args: string[]): Promise<Run> {
  return runLading(args, { cwd: folder, env: environment() });
}

/** Through a shell, for real pipes; `lading` in the line is the built one. */
function shell(line: string): Promise<Run> {
  const command = line.replaceAll('lading ', `"${process.execPath}" "${bin}" `);
  const env = { ...process.env, ...environment(), NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

const sent = (): string[] =>
  server?.requests.filter(({ method }) => method === 'POST').map(({ body }) => body.toString('utf8')) ?? [];
const asked = (): string | undefined => server?.requests.find(({ method }) => method === 'POST')?.url;

describe('the answer', () => {
  it('goes to stdout as it came; log, report and estimate to stderr', async () => {
    await lambda(() => answer('{"b":1,  "a":12345678901234567890}'));
    const run = await lading('invoke', 'hello', '{"n": 1.10}');
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toBe('{"b":1,  "a":12345678901234567890}\n');
    expect(sent()).toEqual(['{"n": 1.10}']);
    expect(asked()).toContain('Qualifier=%24LATEST');
    expect(run.stderr).toContain('Invoking hello:$LATEST\n');
    expect(run.stderr).toContain('hello from inside\n');
    expect(run.stderr).toContain(`hello:$LATEST, version 3. Request ${id}.`);
    expect(run.stderr).toContain('took 12.34 ms, billed 136 ms; start 123.45 ms; memory 61 of 1024 MB (6%)');
    // 0.136 s × 1 GB × 0.0000133334 × 1,000,000 + 0.20
    expect(run.stderr).toContain(
      'estimate: 2.01 USD for a million such invocations (list prices of 2026-09-19, eu-west-1, arm64)',
    );
  });

  it('is one document with --json', async () => {
    await lambda(() => answer('{"b":[1]}'));
    const run = await lading('invoke', 'hello:live', '--json');
    expect(run.code, run.stderr).toBe(0);
    expect(document<InvocationResult>(run)).toEqual({
      function: 'hello',
      qualifier: 'live',
      invocationType: 'RequestResponse',
      statusCode: 200,
      executedVersion: '3',
      requestId: id,
      functionError: null,
      payload: { b: [1] },
      payloadFormat: 'json',
      report: {
        requestId: id,
        duration: 12.34,
        billedDuration: 136,
        memorySize: 1024,
        maxMemoryUsed: 61,
        initDuration: 123.45,
      },
      cost: {
        currency: 'USD',
        invocation: 0.000002013342,
        million: 2.013342,
        region: 'eu-west-1',
        architecture: 'arm64',
        pricesAsOf: '2026-09-19',
      },
      warnings: [],
      logTail: log,
    });
    expect(run.stderr).toBe('Invoking hello:live\n');
  });

  it('has the published shape, when it went well and when it did not', async () => {
    const schema = new URL('../../docs/schemas/invoke.schema.json', import.meta.url);
    const ajv = new Ajv({ allErrors: true, strict: false });
    const validate = ajv.compile(JSON.parse(await readFile(schema, 'utf8')) as object);
    for (const made of [answer('{"b":[1]}'), failed('Error', 'no'), answer('', { tail: '' })]) {
      await lambda(() => made);
      const found = document(await lading('invoke', 'hello', '--json'));
      expect(validate(found), JSON.stringify(validate.errors)).toBe(true);
      await server?.close();
    }
  });

  it('may be bytes, which are printed untouched', async () => {
    await lambda(() => answer(Uint8Array.from([0xff, 0x01, 0x0a]), { 'content-type': 'application/x' }));
    const run = await shell('lading invoke hello -q | od -An -tx1');
    expect(run.stdout.trim()).toBe('ff 01 0a');
    expect(run.stderr).toBe('');
    const { payload, payloadFormat } = document<InvocationResult>(await lading('invoke', 'hello', '--json'));
    expect({ payload, payloadFormat }).toEqual({ payload: '/wEK', payloadFormat: 'base64' });
  });

  it('is printed also where the configuration of the function may not be read, or no log is wanted', async () => {
    server = await startScriptedServer(({ method }) =>
      method === 'GET' ? restError(403, 'AccessDeniedException', 'no') : answer('1'),
    );
    const run = await lading('invoke', 'hello');
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 0, stdout: '1\n' });
    expect(run.stderr).toContain('billed 136 ms');
    expect(run.stderr).not.toContain('estimate');
    await server.close();
    await lambda(() => answer('1', { tail: '' }));
    await lading('invoke', 'hello', '--no-tail');
    expect(server?.requests.map(({ method }) => method)).toEqual(['POST']);
    expect(server?.requests[0]?.headers['x-amz-log-type']).toBeUndefined();
  });

  it('comes with warnings where little is left', async () => {
    const tight = reportLine.replace('12.34 ms', '2900.00 ms').replace('Used: 61', 'Used: 1000');
    await lambda(() => answer('1', { tail: `${tight}\n` }));
    const run = await lading('invoke', 'hello', '--quiet');
    expect(run.stderr).toContain('Warning: It used 1000 of 1024 MB (98%)');
    expect(run.stderr).toContain('Warning: It took 2.9 s of the 3 s that its timeout leaves');
    expect(run.stderr).not.toContain('Invoking');
    expect(document<InvocationResult>(await lading('invoke', 'hello', '--json')).warnings).toHaveLength(2);
  });
});

describe('the event', () => {
  it.each([
    ['a file', 'lading invoke hello --event event.json', '{ "from": "file", "n": 12345678901234567890 }\n'],
    ['a pipe', 'echo [1] | lading invoke hello', '[1]\n'],
    [
      'a redirected file',
      'lading invoke hello < event.json',
      '{ "from": "file", "n": 12345678901234567890 }\n',
    ],
    ['a pipe by name', 'echo [2] | lading invoke hello -', '[2]\n'],
    ['a pipe as file', 'echo [3] | lading invoke hello --event -', '[3]\n'],
    ['the argument, not the pipe', 'echo [4] | lading invoke hello 5', '5'],
    ['nowhere', 'lading invoke hello < /dev/null', '{}'],
    ['an empty pipe', ': | lading invoke hello', '{}'],
    ['a closed input', 'lading invoke hello <&-', '{}'],
  ])('comes from %s', async (_where, line, event) => {
    await lambda(() => answer('1'));
    const run = await shell(line);
    expect(run.code, run.stderr).toBe(0);
    expect(sent()).toEqual([event]);
  });

  it('is refused before anything is sent when it is no JSON, with the place', async () => {
    await lambda(() => answer('1'));
    const refusal = {
      code: 'EVENT_INVALID',
      exit: 2,
      says: ['broken.json is not JSON: line 3, column 1: unexpected "}"'],
    } as const;
    const { suggestions } = expectRefusal(
      await lading('invoke', 'hello', '--event', 'broken.json', '--json'),
      refusal,
    );
    expectRefusalText(await lading('invoke', 'hello', '--event', 'broken.json'), refusal, suggestions);
    expectRefusal(await lading('invoke', 'hello', 'hello', '--json'), {
      code: 'EVENT_INVALID',
      exit: 2,
      says: ['of the command line is not JSON'],
    });
    expectRefusal(await lading('invoke', 'hello', '-e', 'none.json', '--json'), {
      code: 'FILE_UNREADABLE',
      exit: 2,
    });
    expect(server?.requests).toEqual([]);
  });

  it('is refused when it is too large, by how it is sent', async () => {
    await lambda(() => answer('1'));
    await writeFile(join(folder, 'large.json'), `"${'x'.repeat(1_048_576)}"`);
    expectRefusal(await lading('invoke', 'hello', '-e', 'large.json', '--async', '--json'), {
      code: 'EVENT_INVALID',
      exit: 2,
      says: ['has 1,048,578 bytes, and Lambda takes 1,048,576'],
    });
    expect((await lading('invoke', 'hello', '-e', 'large.json')).code).toBe(0);
    const run = await shell('head -c 7000000 /dev/zero | tr "\\0" 1 | lading invoke hello');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('Lambda takes 6,291,456');
    expect(sent()).toHaveLength(1);
  });
});

describe('which version', () => {
  it('is the alias of the configuration, unless told', async () => {
    await writeFile(join(folder, 'lading.yaml'), 'name: app\nfunctions:\n  hello: { alias: prod }\n');
    await lambda(() => answer('1'));
    const run = await lading('invoke', 'hello');
    await rm(join(folder, 'lading.yaml'));
    expect(run.stderr).toContain('Invoking hello:prod, the alias of the configuration\n');
    expect(asked()).toContain('Qualifier=prod');
    expectRefusal(await lading('invoke', 'hello:live', '--qualifier', '7', '--json'), {
      code: 'USAGE',
      exit: 2,
    });
  });
});

describe('without an answer', () => {
  it('--async puts the event into the queue, --dry-run asks only', async () => {
    await lambda((request) => ({
      ...answer('', { tail: '' }),
      status: request.headers['x-amz-invocation-type'] === 'Event' ? 202 : 204,
    }));
    const queued = await lading('invoke', 'hello', '--async');
    expect({ code: queued.code, stdout: queued.stdout }).toEqual({ code: 0, stdout: '' });
    expect(queued.stderr).toContain('Lambda has put the event for hello:$LATEST into its queue.');
    const dry = document<InvocationResult>(await lading('invoke', 'hello', '--dry-run', '--json'));
    expect(dry).toMatchObject({ statusCode: 204, payloadFormat: 'none', payload: null, report: null });
    expect((await lading('invoke', 'hello', '--async', '--dry-run')).code).toBe(2);
  });
});

describe('a function that fails', () => {
  it('ends with 4, in both faces, with its answer on stdout and its cause', async () => {
    const message = 'RequestId: 1 Error: Runtime exited with error: exit status 127';
    await lambda(() => failed('Runtime.ExitError', message));
    const run = await lading('invoke', 'hello', '{}');
    expect(run.code).toBe(4);
    expect(JSON.parse(run.stdout)).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(run.stderr).toContain(
      `Error INVOCATION_FAILED: Function hello:$LATEST failed (Unhandled): Runtime.ExitError: ${message}. The process ended`,
    );
    expect(run.stderr).toContain('  Try: Add a runtime interface client');
    const face = await lading('invoke', 'hello', '{}', '--json');
    const error = expectRefusal(face, { code: 'INVOCATION_FAILED', exit: 4, says: [message] });
    expect(error.details).toMatchObject({ diagnosis: 'C9', version: '3', requestId: id });
    expect(document<InvocationResult>(face)).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Runtime.ExitError' },
      report: { billedDuration: 136 },
    });
  });

  it('has what it threw itself shown as it is', async () => {
    await lambda(() => failed('ValidationError', 'no such customer'));
    const run = await lading('invoke', 'hello', '{}');
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('failed (Unhandled): ValidationError: no such customer.\n');
  });

  it('is told that its memory was full, though Lambda says timeout', async () => {
    const full = `REPORT RequestId: ${id}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: timeout\n`;
    await lambda(() =>
      failed('Sandbox.Timedout', 'RequestId: 1 Error: Task timed out after 3.00 seconds', full),
    );
    const run = await lading('invoke', 'hello', '{}', '--json');
    expect(expectRefusal(run, { code: 'INVOCATION_FAILED', exit: 4 }).details.diagnosis).toBe('C11');
  });
});

describe('a function that is not ready', () => {
  it('is waited for', async () => {
    await lambda((_, count) =>
      count <= 2
        ? restError(409, 'CodeArtifactUserPendingException', 'Lambda is initializing your function.')
        : answer('"awake"'),
    );
    const run = await lading('invoke', 'hello');
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 0, stdout: '"awake"\n' });
    // The reason is told once.
    expect(run.stderr.split('Waiting: ')).toHaveLength(2);
    expect(sent()).toHaveLength(3);
  });

  it('is waited for no longer than asked', async () => {
    await lambda(() =>
      restError(
        409,
        'ResourceConflictException',
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
      ),
    );
    const run = await lading('invoke', 'hello', '--wait-timeout', '600ms', '--json');
    expectRefusal(run, { code: 'WAIT_TIMEOUT', exit: 5, says: ['the event did not reach it', 'Pending'] });
  });

  it('is not waited for when it will never be', async () => {
    const text = 'ERROR: Lambda cannot initialize the provided container image. Verify the image.';
    await lambda(() => restError(409, 'CodeArtifactUserFailedException', text));
    const run = await lading('invoke', 'hello', '--json');
    expectRefusal(run, { code: 'FUNCTION_FAILED', exit: 4, says: [text] });
    expect(sent()).toHaveLength(1);
  });
});

describe('an event is never sent twice unseen', () => {
  it('when the connection broke', async () => {
    await lambda(() => 'reset');
    const run = await lading('invoke', 'hello', '{}', '--json');
    const { details } = expectRefusal(run, {
      code: 'REMOTE_UNAVAILABLE',
      exit: 4,
      says: ['The event was sent to hello:$LATEST'],
    });
    expect(details.sent).toBe(true);
    expect(sent()).toHaveLength(1);
  });

  it('and Ctrl-C says that it was sent', async () => {
    let onSent = (): void => undefined;
    await lambda(() => {
      onSent();
      return 'hang';
    });
    const run = await runLading(['invoke', 'hello', '{}'], {
      cwd: folder,
      env: environment(),
      onStart: (child) => {
        onSent = () => void child.kill('SIGINT');
      },
    });
    expect(run.code, run.stderr).toBe(130);
    expect(run.stderr).toContain('Stopped waiting for its answer. The event was sent to hello:$LATEST');
    expect(run.stdout).toBe('');
  });

  it('and Ctrl-C before says that it was not; who waits for a pipe is told so', async () => {
    await lambda(() => answer('1'));
    const path = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [path]);
    // Open for both, so that it never ends.
    const pipe = await open(path, 'r+');
    const child = spawn(process.execPath, [bin, 'invoke', 'hello'], {
      cwd: folder,
      env: { ...process.env, ...environment(), NO_COLOR: '1' },
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
    expect(sent()).toEqual([]);
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
    await lambda(() =>
      streamed(frame('PayloadChunk', 'one '), frame('PayloadChunk', 'two'), frame('InvokeComplete', tail)),
    );
    const run = await lading('invoke', 'hello', '--stream');
    expect({ code: run.code, stdout: run.stdout }, run.stderr).toEqual({ code: 0, stdout: 'one two\n' });
    expect(asked()).toContain('/response-streaming-invocations');
    expect(run.stderr).toContain('billed 136 ms');
    const shown = document<InvocationResult>(await lading('invoke', 'hello', '--stream', '--json'));
    expect(shown).toMatchObject({ payload: 'one two', payloadFormat: 'text', executedVersion: '3' });
  });

  it('ends with 4 where the function fails in the middle', async () => {
    const end = {
      ErrorCode: 'Unhandled',
      ErrorDetails: JSON.stringify({ errorType: 'ValidationError', errorMessage: 'half-way' }),
    };
    await lambda(() => streamed(frame('PayloadChunk', 'one'), frame('InvokeComplete', end)));
    const run = await lading('invoke', 'hello', '--stream');
    expect({ code: run.code, stdout: run.stdout }, run.stderr).toEqual({ code: 4, stdout: 'one\n' });
    expect(run.stderr).toContain('failed (Unhandled): ValidationError: half-way.');
  });

  it('does not take half an answer for one', async () => {
    await lambda(() => streamed(frame('PayloadChunk', 'one')));
    const run = await lading('invoke', 'hello', '--stream', '--json');
    expectRefusal(run, { code: 'REMOTE_UNAVAILABLE', exit: 4, says: ['ended before its last event'] });
    expect(sent()).toHaveLength(1);
  });
});

it('what is piped into other commands is not taken for an argument', async () => {
  await lambda(() => answer('1'));
  const run = await shell('echo not-an-argument | lading status --json');
  expect(run.stdout + run.stderr).not.toContain('not-an-argument');
  expectRefusal(run, { code: 'CONFIG_NOT_FOUND', exit: 2 });
});
