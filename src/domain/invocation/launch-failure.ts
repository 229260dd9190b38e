/** Recognises that an entry point could not be executed, in the words of engines and of Lambda. */
import type { Fault } from './process-exit.js';

const reasons = 'exec format error|no such file or directory|permission denied';
// `exec: "/app": stat /app: no such file or directory: unknown`, `exec user process caused: exec format error` …
const refusal = new RegExp(`\\bexec\\b[^\\n]*?\\b(${reasons})\\b`, 'i');
const notFound = /executable file not found in \$PATH/;
// What the engine's runtime writes in the container's own output when only the kernel's execve refuses.
const lastWord = new RegExp(
  `^(?:standard_init_linux\\.go:\\d+: )?exec (?:user process caused|(\\S+)): "?(${reasons})"?$`,
);

/**
 * `Runtime.InvalidEntrypoint` with Lambda's `fork/exec PATH: REASON`; undefined when the engine's text says something else.
 * https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-images.html
 */
export function launchRefusal(engineText: string, program: string): Fault | undefined {
  const reason = refusal.exec(engineText)?.[1]?.toLowerCase();
  if (reason !== undefined) return invalidEntryPoint(program, reason);
  return notFound.test(engineText) ? invalidEntryPoint(program, 'no such file or directory') : undefined;
}

/** The same from all that a container wrote before it ended; a line of the function's own does not count. */
export function launchRefusalInOutput(output: string, program: string): Fault | undefined {
  const [, named, reason] = lastWord.exec(output.trim()) ?? [];
  if (reason === undefined || (named !== undefined && named !== program)) return undefined;
  return invalidEntryPoint(program, reason);
}

function invalidEntryPoint(program: string, reason: string): Fault {
  return { errorType: 'Runtime.InvalidEntrypoint', reason: `fork/exec ${program}: ${reason}` };
}
