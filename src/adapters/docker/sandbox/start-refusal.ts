/** Why an entry point could not be executed: the words of engine, runc and kernel as a reason and a remedy. */
import type { Digest } from '../../../domain/digest.js';
import { AppError } from '../../../errors/app-error.js';

export type RefusalReason = 'exec-format' | 'not-found' | 'not-executable' | 'working-directory' | 'other';

/** Whose start it was. */
export interface RefusedStart {
  readonly functionName: string;
  readonly imageId: Digest;
}

interface Refusal {
  readonly reason: RefusalReason;
  /** Without what the layers of the engine put around it: `exec: "/x": permission denied`. */
  readonly text: string;
  /** What it was about, when the text tells. */
  readonly path?: string;
}

/** The particular before the general. */
const reasons: readonly (readonly [RegExp, RefusalReason])[] = [
  [/chdir|mkdir|working directory|\bcwd\b/i, 'working-directory'],
  [/exec format error/, 'exec-format'],
  [/no such file or directory|not found|not a directory/, 'not-found'],
  [/permission denied|is a directory/, 'not-executable'],
];

/**
 * SANDBOX_FAILED with `details.reason` and `details.path`.
 * @param text the engine's answer, e.g. `OCI runtime create failed: … process: exec: "/x": permission denied: unknown`
 */
export function startRefusal(text: string, start: RefusedStart, cause?: unknown): AppError {
  const refusal = readRefusal(text);
  const { reason, path } = refusal;
  return new AppError({
    code: 'SANDBOX_FAILED',
    message: `Function ${start.functionName} does not start from image ${start.imageId}: ${refusal.text}`,
    suggestions: suggestionsFor(refusal, start),
    details: { reason, ...(path !== undefined && { path }), imageId: start.imageId },
    cause,
  });
}

/**
 * The refusal that the kernel made after the engine had reported a start; undefined for the output of a program that ran. The
 * container's own first process then writes one line, as runc 1.1 does (`exec /x: exec format error`) or 1.0 and before
 * (`standard_init_linux.go:228: exec user process caused: exec format error`).
 * @param output all that the container wrote to stderr, when it wrote nothing else
 */
export function kernelRefusal(output: string, start: RefusedStart): AppError | undefined {
  const line = output.trim();
  return /^(?:exec \/.*:|standard_init_linux\.go:\d+: exec user process caused:?) "?(?:exec format error|no such file or directory|permission denied)"?$/.test(
    line,
  )
    ? startRefusal(line, start)
    : undefined;
}

function readRefusal(answer: string): Refusal {
  const text = answer
    .replace(
      /^.*(?:unable to start container process|starting container process caused): (?:error during container init: )?/s,
      '',
    )
    .replace(/: unknown\b.*$/s, '')
    .trim();
  const reason = reasons.find(([match]) => match.test(text))?.[1] ?? 'other';
  const path = /^exec:? "?([^":]+)"?:/.exec(text)?.[1] ?? /(?:cwd|mkdir:?) \(?"?(\/[^")\s]*)/.exec(text)?.[1];
  return { reason, text, ...(path !== undefined && { path }) };
}

function suggestionsFor({ reason, text, path = 'the entry point' }: Refusal, start: RefusedStart): string[] {
  const { imageId } = start;
  const look = `Look at what the image starts: docker image inspect --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}}' ${imageId}`;
  switch (reason) {
    case 'exec-format':
      return [
        `Compare architectures: docker image inspect --format '{{.Os}}/{{.Architecture}}' ${imageId} && docker info --format '{{.Architecture}}'`,
        `A script needs a first line that names its interpreter, such as #!/bin/sh: ${path}`,
      ];
    case 'not-found':
      return [
        // The kernel says this of a file that is there, when what has to run it is not; the engine says it of the file itself.
        /^exec \//.test(text)
          ? `${path} is there, but its interpreter is not: check its first line (#!, Windows line ends), and that the image has the C library that it was linked with.`
          : `Give a path that is in the image, as ENTRYPOINT of the Dockerfile or as imageConfig.entryPoint: ${path}`,
        look,
      ];
    case 'not-executable':
      return [
        `Make it executable for everybody, with its folders, in the Dockerfile: RUN chmod 755 ${path}`,
        look,
      ];
    case 'working-directory':
      return [
        'Correct imageConfig.workingDirectory, or make that folder in the Dockerfile with WORKDIR.',
        `Look at what the image has: docker image inspect --format '{{.Config.WorkingDir}}' ${imageId}`,
      ];
    default:
      return [look];
  }
}
