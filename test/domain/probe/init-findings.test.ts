/** What a start says about an image: the exact texts that runtimes, kernels and tools write (failures.md 1C). */
import { describe, expect, it } from 'vitest';
import { initFindings } from '../../../src/domain/probe/init-findings.js';
import type { ProbedInit } from '../../../src/domain/probe/probe-facts.js';

const settings = { memorySize: 128, timeout: 3, assumed: [] };

function init(changes: Partial<ProbedInit>): ProbedInit {
  return { kind: 'ready', milliseconds: 200, outOfMemory: false, output: '', ...changes };
}

const reported = (errorType: string, message: string, output = '') =>
  init({ kind: 'error', errorType, message, output });
const exited = (exitCode: number, output = '') =>
  init({ kind: 'exited', exitCode, output, errorType: 'Runtime.ExitError' });
const refused = (message: string, errorType = 'Runtime.InvalidEntrypoint') =>
  init({ kind: 'refused', errorType, message });

/** `C9 error`, a line a finding. */
function ids(facts: ProbedInit): string[] {
  return initFindings(facts, settings).map(({ id, severity }) => `${id} ${severity}`);
}

const pythonQueue = `[ERROR] FileNotFoundError: [Errno 2] No such file or directory
Traceback (most recent call last):
  File "/usr/local/lib/python3.13/multiprocessing/synchronize.py", line 57, in __init__
    sl = self._semlock = _multiprocessing.SemLock(`;

describe('the start of an image', () => {
  it('in time says nothing', () => {
    expect(ids(init({ milliseconds: 7_999 }))).toEqual([]);
    expect(ids(init({ milliseconds: 8_000 }))).toEqual([]);
  });

  it.each<[string, ProbedInit, string]>([
    ['over 8 s', init({ milliseconds: 8_001 }), 'C13 warning'],
    ['over 10 s', init({ kind: 'timeout', milliseconds: 10_000 }), 'C13 error'],
    ['exec format error', refused('fork/exec /lambda-entrypoint.sh: exec format error'), 'C1 error'],
    [
      'no such file',
      refused('fork/exec /usr/local/bin/aws_lambda_ric: no such file or directory'),
      'C2 error',
    ],
    ['permission denied', refused('fork/exec /app: permission denied'), 'C3 error'],
    [
      'working directory',
      refused("the working directory doesn't exist: /gone", 'Runtime.InvalidWorkingDir'),
      'C7 error',
    ],
    ['another refusal', refused('something new'), 'INIT error'],
    ['ends well', exited(0, 'usage: tool FILE'), 'C9 error'],
    ['ends badly', exited(1, 'tool: no configuration found'), 'C9 error'],
    ['command not found', exited(127, 'sh: pyton: not found'), 'C9 error'],
    ['no handler', exited(142, 'entrypoint requires the handler name to be the first argument'), 'C5 error'],
    [
      'web server',
      init({
        kind: 'timeout',
        milliseconds: 10_000,
        output: 'INFO:     Uvicorn running on http://0.0.0.0:8000',
      }),
      'C9 error',
    ],
    [
      'web server in Node.js',
      init({ kind: 'timeout', milliseconds: 10_000, output: 'Example app listening on port 3000' }),
      'C9 error',
    ],
    [
      'Python module',
      reported('Runtime.ImportModuleError', "Unable to import module 'app': No module named 'x'"),
      'C14 error',
    ],
    [
      'Node.js module',
      reported('Runtime.ImportModuleError', "Error: Cannot find module 'index'\nRequire stack:\n- /x"),
      'C14 error',
    ],
    ['ES module', reported('Error', "Cannot find package 'x' imported from /var/task/app.mjs"), 'C14 error'],
    ['Python handler', reported('Runtime.HandlerNotFound', "Handler 'x' missing on module 'y'"), 'C15 error'],
    [
      'Node.js handler',
      reported('Runtime.HandlerNotFound', 'index.handler is undefined or not exported'),
      'C15 error',
    ],
    [
      'malformed handler in Python',
      reported(
        'Runtime.MalformedHandlerName',
        "Bad handler 'x': not enough values to unpack (expected 2, got 1)",
      ),
      'C16 error',
    ],
    ['malformed handler in Node.js', reported('Runtime.MalformedHandlerName', 'Bad handler'), 'C16 error'],
    ['syntax', reported('Runtime.UserCodeSyntaxError', "SyntaxError: Unexpected token '=>'"), 'C17 error'],
    [
      'folder as a module',
      reported('Error', "ERR_UNSUPPORTED_DIR_IMPORT: Directory import '/var/task/dir' is not supported"),
      'C20 error',
    ],
    [
      'home in Node.js',
      reported('Error', "EROFS: read-only file system, mkdir '/home/sbx_user1051'"),
      'C22 error',
    ],
    [
      'home in Python',
      exited(1, "OSError: [Errno 30] Read-only file system: '/home/sbx_user1051'"),
      'C22 error',
    ],
    ['elsewhere', exited(1, "OSError: [Errno 30] Read-only file system: '/var/task/cache'"), 'C22 error'],
    [
      'unreadable in Node.js',
      reported('Error', "EACCES: permission denied, open '/var/task/index.js'"),
      'C24 error',
    ],
    [
      'unreadable in Python',
      exited(1, "PermissionError: [Errno 13] Permission denied: '/var/task/function.py'"),
      'C24 error',
    ],
    [
      'shared memory, older C library',
      reported('OSError', '[Errno 38] Function not implemented'),
      'C25 error',
    ],
    [
      'shared memory, newer C library',
      reported('FileNotFoundError', '[Errno 2] No such file or directory', pythonQueue),
      'C25 error',
    ],
    ['full /tmp', exited(1, 'OSError: [Errno 28] No space left on device'), 'C26 error'],
    ['killed for memory', init({ kind: 'exited', exitCode: 137, outOfMemory: true }), 'C10 error'],
    [
      'heap of Node.js',
      exited(134, 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
      'C10 error',
    ],
    ['memory in Python', reported('MemoryError', '', 'MemoryError'), 'C10 error'],
    [
      'newer libc',
      exited(1, "/app: /lib64/libc.so.6: version `GLIBC_2.38' not found (required by /app)"),
      'G17 error',
    ],
    [
      'missing library',
      exited(127, '/app: error while loading shared libraries: libpq.so.5: cannot open shared object file'),
      'C2 error',
    ],
    [
      'extension',
      init({ kind: 'error', extension: 'agent', errorType: 'Extension.Crash', message: 'exit status 7' }),
      'C30 error',
    ],
    [
      'extension that keeps all waiting',
      init({ kind: 'timeout', milliseconds: 10_000, extension: 'agent', errorType: 'Sandbox.Timedout' }),
      'C30 error',
    ],
    ['processes of a shell', exited(2, "sh: can't fork: Resource temporarily unavailable"), 'LIMIT error'],
    ['processes of Node.js', reported('Error', 'spawn /opt/tool EAGAIN'), 'LIMIT error'],
    [
      'threads of Java',
      exited(1, 'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory'),
      'LIMIT error',
    ],
    ['threads of Python', reported('RuntimeError', "can't start new thread"), 'LIMIT error'],
    ['open files of Node.js', reported('Error', "EMFILE: too many open files, open '/tmp/x'"), 'LIMIT error'],
    ['open files of Python', exited(1, "OSError: [Errno 24] Too many open files: '/tmp/x'"), 'LIMIT error'],
    ['memory of Java', exited(1, 'java.lang.OutOfMemoryError: Java heap space'), 'C10 error'],
    ['a start that filled the memory', init({ maxMemoryUsed: 116 }), 'C11 warning'],
    ['outside', reported('Error', 'getaddrinfo EAI_AGAIN settings.example.com'), 'OUTSIDE warning'],
    [
      'credentials',
      exited(1, 'An error occurred (UnrecognizedClientException) when calling the GetParameter operation'),
      'OUTSIDE warning',
    ],
    ['its own error', reported('RangeError', 'the configuration has no bucket'), 'INIT error'],
  ])('%s', (_, facts, expected) => {
    expect(ids(facts)).toEqual([expected]);
    const [finding] = initFindings(facts, settings);
    expect(finding?.suggestions.length).toBeGreaterThan(0);
    expect(finding?.message).not.toMatch(/\{\w+\}|undefined(?! or not)|\n/);
  });
});

describe('a finding', () => {
  it('names what it is about', () => {
    const [home] = initFindings(
      exited(1, "mkdir: can't create directory '/home/': Read-only file system"),
      settings,
    );
    expect(home?.message).toBe(
      'it does not start: it writes to its home directory, /home, and in Lambda only /tmp can be written (it ended with exit code 1 after 200 ms)',
    );
    const [file] = initFindings(
      reported('Error', "EACCES: permission denied, open '/var/task/a.js'"),
      settings,
    );
    expect(file?.suggestions).toContain(
      'Let others read it: RUN chmod -R o+rX /var/task/a.js, or COPY --chmod=755',
    );
  });

  it('says how much memory was too little, and asks for twice as much at most once over the limit', () => {
    const facts = init({ kind: 'exited', exitCode: 137, outOfMemory: true });
    expect(initFindings(facts, settings)[0]?.message).toBe(
      'it needs more memory to start than 128 MB: killed after 200 ms',
    );
    expect(initFindings(facts, { ...settings, memorySize: 8_000 })[0]?.suggestions[0]).toContain(
      '--memory 10240',
    );
  });

  it('brings the lines that show it, and not what came before', () => {
    const output = `loading\nconnecting\n${pythonQueue}\nafter\n`;
    const [finding] = initFindings(reported('FileNotFoundError', '[Errno 2] No such file', output), settings);
    expect(finding?.evidence?.[0]).toContain('multiprocessing/synchronize.py');
  });

  it('lets a web server know of the adapter first', () => {
    const [finding] = initFindings(
      init({ kind: 'timeout', milliseconds: 10_000, output: 'Listening on http://0.0.0.0:8080' }),
      settings,
    );
    expect(finding?.suggestions[0]).toContain('Lambda Web Adapter');
  });
});
