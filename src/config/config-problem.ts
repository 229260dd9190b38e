/** What is wrong in a configuration file, and the one error that says all of it. */
import { AppError, type JsonValue } from '../errors/app-error.js';

/** Of the file as a whole: its own fault, or that of what it refers to. */
export type ConfigProblemCode = 'CONFIG_INVALID' | 'PLACEHOLDER_UNRESOLVED';

export interface ConfigProblem {
  /** From 1; missing when the position is not known. */
  readonly line?: number;
  /** `functions.resize.memorySize`; empty for the file as a whole. */
  readonly path: string;
  /** Goes on after the path: `is 64; allowed: a whole number of MB from 128 to 10240`. */
  readonly text: string;
  /** What to do about it, when that is more than giving an allowed value. */
  readonly suggestion?: string;
  /** Default: CONFIG_INVALID. */
  readonly code?: ConfigProblemCode;
}

/**
 * Lists every problem in the order of the file; `file` as the user knows it. PLACEHOLDER_UNRESOLVED when the file itself is
 * well and only what it refers to is not there, else CONFIG_INVALID.
 */
export function configInvalid(file: string, problems: readonly ConfigProblem[]): AppError {
  const sorted = [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const [only] = sorted;
  const message =
    only && sorted.length === 1
      ? `${file}${only.line ? `:${only.line}` : ''}: ${ended(sentence(only))}`
      : `${file} has ${sorted.length} problems:\n${sorted.map((problem) => `  ${problem.line ? `line ${problem.line}: ` : ''}${sentence(problem)}`).join('\n')}`;
  const suggestions = [...new Set(sorted.flatMap((problem) => problem.suggestion ?? []))];
  return new AppError({
    code: problems.every(({ code }) => code === 'PLACEHOLDER_UNRESOLVED')
      ? 'PLACEHOLDER_UNRESOLVED'
      : 'CONFIG_INVALID',
    message,
    suggestions:
      suggestions.length > 0
        ? suggestions
        : [`Correct ${file} and run the command again; docs/configuration.md lists every setting.`],
    details: { file, problems: sorted.map(toJson) },
  });
}

function sentence({ path, text }: ConfigProblem): string {
  return path ? `${path} ${text}` : text;
}

function ended(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}

function toJson({ line, path, text }: ConfigProblem): JsonValue {
  return { ...(line !== undefined && { line }), path, problem: text };
}
