/** What Lambda says where the program of an image cannot be executed. */
import type { Fault } from './process-exit.js';

/** Why the engine or the kernel refused, in words of the sandbox engine. */
export interface LaunchRefusal {
  /** `exec-format`, `not-found`, `not-executable`, `working-directory`, or another one. */
  readonly reason: string;
  /** What it was about, when that is known. */
  readonly path?: string | undefined;
}

// As the kernel's errors read in Go, which Lambda's own init is written in.
const words: Readonly<Record<string, string>> = {
  'exec-format': 'exec format error',
  'not-found': 'no such file or directory',
  'not-executable': 'permission denied',
};

/**
 * `Runtime.InvalidEntrypoint` or `Runtime.InvalidWorkingDir`; undefined for a reason that is not the image's.
 * https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-images.html
 */
export function launchFault({ reason, path }: LaunchRefusal, program: string): Fault | undefined {
  if (reason === 'working-directory') {
    const said = `the working directory doesn't exist: ${path ?? ''}`;
    return { errorType: 'Runtime.InvalidWorkingDir', reason: said };
  }
  const word = words[reason];
  return word === undefined
    ? undefined
    : { errorType: 'Runtime.InvalidEntrypoint', reason: `fork/exec ${program}: ${word}` };
}
