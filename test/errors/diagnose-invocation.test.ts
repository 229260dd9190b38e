/** The failures of invocations in the failure catalogue (1C), each as it arrives. */
import { describe, expect, it } from 'vitest';
import { diagnoseInvocation, type InvocationEvidence } from '../../src/errors/diagnose-invocation.js';
import { functionRows, memoryExhausted, refusedRow } from '../../src/errors/diagnoses/function-rows.js';

const exited = (status: string): InvocationEvidence => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: 1 Error: Runtime exited with error: ${status}`,
});
const timedOut: InvocationEvidence = {
  errorType: 'Sandbox.Timedout',
  errorMessage: 'RequestId: 1 Error: Task timed out after 3.00 seconds',
};

const recorded: [string, InvocationEvidence][] = [
  [
    'C1',
    {
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: 'RequestId: 1 Error: fork/exec /lambda-entrypoint.sh: exec format error',
    },
  ],
  [
    'C2',
    {
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: 'RequestId: 1 Error: fork/exec /buz: no such file or directory',
    },
  ],
  [
    'C3',
    {
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: 'RequestId: 1 Error: fork/exec /app: permission denied',
    },
  ],
  [
    'C5',
    {
      ...exited('exit status 142'),
      log: 'entrypoint requires the handler name to be the first argument\nEND RequestId: 1',
    },
  ],
  ['C7', { errorType: 'Runtime.InvalidWorkingDir', errorMessage: "the working directory doesn't exist: /x" }],
  ['C9', exited('exit status 127')],
  [
    'C9',
    {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: 1 Error: Runtime exited without providing a reason',
    },
  ],
  ['C10', exited('signal: killed')],
  ['C10', { errorType: 'Runtime.OutOfMemory', errorMessage: 'RequestId: 1 Error: out of memory' }],
  ['C10', exited('signal: segmentation fault (core dumped)')],
  ['C11', { ...timedOut, memoryShare: 1 }],
  ['C11', { ...exited('exit status 137'), memoryShare: 0.99 }],
  ['C12', { ...timedOut, memoryShare: 0.5 }],
  [
    'C13',
    {
      ...timedOut,
      log: 'INIT_REPORT Init Duration: 180000.45 ms\tPhase: invoke\tStatus: timeout\nSTART RequestId: 1',
    },
  ],
  [
    'C14',
    {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'app': No module named 'x'",
    },
  ],
  [
    'C14',
    {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Error: Cannot find module 'index'\nRequire stack:\n- /var/runtime/index.mjs",
    },
  ],
  [
    'C15',
    { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
  ],
  ['C16', { errorType: 'Runtime.MalformedHandlerName', errorMessage: 'Bad handler' }],
  ['C17', { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: 'SyntaxError: Unexpected token' }],
  ['C19', { errorType: 'Runtime.ImportModuleError', errorMessage: "Error: Cannot find module 'lambda'" }],
  [
    'C20',
    {
      errorType: 'Error',
      errorMessage: "ERR_UNSUPPORTED_DIR_IMPORT: Directory import '/var/task/dir' is not supported",
    },
  ],
  ['C22', { errorType: 'OSError', errorMessage: "[Errno 30] Read-only file system: '/home/sbx_user1051'" }],
  [
    'C22',
    { ...exited('exit status 1'), log: "Error: EROFS: read-only file system, mkdir '/home/sbx_user1051'" },
  ],
  [
    'C22',
    { errorType: 'Failed', errorMessage: "mkdir: can't create directory '/home/': Read-only file system" },
  ],
  ['C23', exited('exit status 226')],
  [
    'C24',
    { errorType: 'PermissionError', errorMessage: "[Errno 13] Permission denied: '/var/task/function.py'" },
  ],
  ['C25', { errorType: 'OSError', errorMessage: '[Errno 38] Function not implemented' }],
  ['C26', { errorType: 'OSError', errorMessage: "[Errno 28] No space left on device: '/tmp/x'" }],
  [
    'C27',
    {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    },
  ],
  ['C29', { ...timedOut, log: 'app is not ready after 2000ms url=http://127.0.0.1:8080/' }],
  ['C30', { errorType: 'Extension.LaunchError', errorMessage: 'RequestId: 1 Error: failed to launch' }],
  [
    'G17',
    {
      ...exited('exit status 1'),
      log: "/lib64/libc.so.6: version `GLIBC_2.34' not found (required by node)",
    },
  ],
  [
    'B0',
    {
      errorType: 'AccessDeniedException',
      errorMessage:
        'User: arn:aws:sts::1:assumed-role/app/hello is not authorized to perform: dynamodb:GetItem on x',
    },
  ],
];

describe('diagnoseInvocation', () => {
  it.each(recorded)('%s: %j', (id, evidence) => {
    const found = diagnoseInvocation(evidence, { function: 'hello' });
    expect(found?.id).toBe(id);
    expect(found?.cause).not.toMatch(/[{}]/);
    expect(found?.suggestions.length).toBeGreaterThan(0);
  });

  it('has a recorded failure for each of its own rows', () => {
    const met = new Set(recorded.map(([id]) => id));
    const own = [...functionRows, memoryExhausted, refusedRow].map(({ id }) => id);
    expect(own.filter((id) => !met.has(id))).toEqual([]);
  });

  it('lets an error of the code stand, whatever the log tells of', () => {
    const own = { errorType: 'ValidationError', errorMessage: 'no such customer' };
    expect(diagnoseInvocation(own)).toBeUndefined();
    expect(diagnoseInvocation({ ...own, log: 'warning: ENOSPC, trying again elsewhere' })).toBeUndefined();
  });

  it('does not take a refusal of the function for one of the caller', () => {
    const refused = { errorType: 'ThrottlingException', errorMessage: 'Rate exceeded' };
    expect(diagnoseInvocation(refused)).toBeUndefined();
  });

  it('stays with how it ended where the log does not know more', () => {
    expect(diagnoseInvocation({ ...exited('exit status 1'), log: 'hello' })?.id).toBe('C9');
    expect(diagnoseInvocation({})).toBeUndefined();
  });
});
