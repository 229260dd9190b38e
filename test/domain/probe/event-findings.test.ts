/** What the answer to an event says about an image: the exact texts of failures.md 1C. */
import { describe, expect, it } from 'vitest';
import { eventFindings } from '../../../src/domain/probe/event-findings.js';
import type { ProbedEnd, ProbedEvent } from '../../../src/domain/probe/probe-facts.js';

const settings = { memorySize: 128, timeout: 3, assumed: [] };
type Kind = NonNullable<ProbedEvent['failure']>['kind'];

function failed(
  kind: Kind,
  errorType: string,
  message: string,
  more: Partial<ProbedEvent> = {},
): ProbedEvent {
  return { duration: 12, tail: '', failure: { kind, errorType, message }, ...more };
}

function ids(event: ProbedEvent): string[] {
  return eventFindings(event, settings).map(({ id, severity }) => `${id} ${severity}`);
}

describe('an event that was answered', () => {
  it('says nothing, also where the memory was not measured', () => {
    expect(ids({ duration: 12, tail: '' })).toEqual([]);
    expect(ids({ duration: 12, tail: 'No space left on device', maxMemoryUsed: 115 })).toEqual([]);
  });

  it('is worth a word when it took nearly all of the memory', () => {
    expect(ids({ duration: 12, tail: '', maxMemoryUsed: 116 })).toEqual(['C11 warning']);
  });
});

describe('an event after which the sandbox ended', () => {
  const crash: ProbedEnd = {
    kind: 'extension',
    extension: 'agent',
    errorType: 'Extension.Crash',
    message: 'exit status 5',
    output: 'agent: lost its key\n',
  };

  it.each<[string, Partial<ProbedEvent>]>([
    ['answered', {}],
    [
      'failed with it',
      {
        failure: { kind: 'exit', errorType: 'Extension.Crash', message: 'RequestId: r Error: exit status 5' },
      },
    ],
  ])("is its extension's fault: %s", (_how, more) => {
    const found = eventFindings({ duration: 12, tail: '', end: crash, ...more }, settings);
    expect(found.map(({ id, severity }) => `${id} ${severity}`)).toEqual(['C30 error']);
    expect(found[0]?.message).toContain(
      '/opt/extensions/agent ended with the event: Extension.Crash, exit status 5',
    );
    expect(found[0]?.evidence).toEqual(['agent: lost its key']);
  });

  it('is worth a word where it was answered', () => {
    const { extension: _extension, ...end } = crash;
    expect(ids({ duration: 12, tail: '', end: { ...end, kind: 'exit' } })).toEqual(['C9 warning']);
    expect(ids({ duration: 12, tail: '', end: { ...end, kind: 'timeout' } })).toEqual(['C12 warning']);
    expect(ids(failed('function', 'TypeError', 'odd', { end: { ...end, kind: 'exit' } }))).toEqual([
      'EVENT error',
    ]);
  });
});

describe('an event that failed', () => {
  it.each<[string, ProbedEvent, string]>([
    ['its own error', failed('function', 'TypeError', 'the event is odd'), 'EVENT error'],
    ['shared memory', failed('function', 'OSError', '[Errno 38] Function not implemented'), 'C25 error'],
    [
      'shared memory, newer C library',
      failed('function', 'FileNotFoundError', '[Errno 2] No such file or directory', {
        tail: '  File "/usr/lib/python3.11/multiprocessing/synchronize.py", line 57, in __init__',
      }),
      'C25 error',
    ],
    [
      'home',
      failed('function', 'Error', "EROFS: read-only file system, mkdir '/home/sbx_user1051'"),
      'C22 error',
    ],
    ['full /tmp', failed('function', 'OSError', '[Errno 28] No space left on device'), 'C26 error'],
    [
      'memory',
      failed('memory', 'Runtime.OutOfMemory', 'Runtime exited with error: signal: killed'),
      'C10 error',
    ],
    ['memory in Python', failed('function', 'MemoryError', ''), 'C10 error'],
    ['time', failed('timeout', 'Sandbox.Timedout', 'Task timed out after 3.00 seconds'), 'C12 error'],
    [
      'time with a full memory',
      failed('timeout', 'Sandbox.Timedout', 'Task timed out after 3.00 seconds', { maxMemoryUsed: 127 }),
      'C11 error',
    ],
    [
      'exit',
      failed('exit', 'Runtime.ExitError', 'RequestId: 1 Error: Runtime exited with error: exit status 3'),
      'C9 error',
    ],
    [
      'too much',
      failed(
        'response',
        'Function.ResponseSizeTooLarge',
        'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
        { tail: 'No space left on device' },
      ),
      'C27 error',
    ],
    [
      'network',
      failed('function', 'Error', 'getaddrinfo ENOTFOUND sqs.eu-west-1.amazonaws.com'),
      'OUTSIDE warning',
    ],
  ])('%s', (_, event, expected) => {
    expect(ids(event)).toEqual([expected]);
    const [finding] = eventFindings(event, settings);
    expect(finding?.suggestions.length).toBeGreaterThan(0);
    expect(finding?.message).not.toMatch(/\{\w+\}|undefined|\n|RequestId/);
  });
});
