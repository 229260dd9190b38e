/** What Lambda says of a process that ended when it should not have. */

export interface ProcessExit {
  /** 128 + n after signal n. */
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

/** `reason` is what follows `RequestId: … Error: `. */
export interface Fault {
  readonly errorType: string;
  readonly reason: string;
}

// As Go's os/exec prints them, since that is what Lambda's own init is written in.
const signals: Readonly<Record<number, string>> = {
  1: 'hangup',
  2: 'interrupt',
  3: 'quit',
  4: 'illegal instruction',
  5: 'trace/breakpoint trap',
  6: 'aborted',
  7: 'bus error',
  8: 'floating point exception',
  9: 'killed',
  11: 'segmentation fault',
  13: 'broken pipe',
  14: 'alarm clock',
  15: 'terminated',
};
const dumpsCore = new Set([3, 4, 5, 6, 7, 8, 11]);

/** The function's own process ended before it answered. */
export function runtimeExit(exit: ProcessExit): Fault {
  // A child that was killed does not make an orderly end of the whole a failure of memory.
  if (exit.outOfMemory && exit.exitCode !== 0)
    return { errorType: 'Runtime.OutOfMemory', reason: 'Runtime exited with error: signal: killed' };
  const reason =
    exit.exitCode === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: ${termination(exit.exitCode)}`;
  return { errorType: 'Runtime.ExitError', reason };
}

/** The process of an extension ended although nobody asked it to. */
export function extensionExit(exitCode: number, errorType = 'Extension.Crash'): Fault {
  return { errorType, reason: exitCode === 0 ? 'exit code 0' : termination(exitCode) };
}

function termination(exitCode: number): string {
  const signal = signals[exitCode - 128];
  if (signal === undefined) return `exit status ${exitCode}`;
  return `signal: ${signal}${dumpsCore.has(exitCode - 128) ? ' (core dumped)' : ''}`;
}
