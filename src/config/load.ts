/** Finds, reads and validates the configuration file. */
import { dirname, isAbsolute, resolve } from 'node:path';
import { AppError } from '../errors/app-error.js';
import type { Files } from '../ports/system.js';
import type { ConfigFile } from './config-file.js';
import { type ConfigProblem, configInvalid } from './config-problem.js';
import { describeIssue, type LocatedProblem } from './describe-issue.js';
import { parseConfigDocument } from './parse-document.js';
import { findPlaceholders } from './placeholders.js';
import { configSchema } from './schema.js';

export interface LoadedConfig {
  /** Absolute. */
  readonly path: string;
  /** As the user knows it: the name found, or what `--config` said. */
  readonly file: string;
  /** Absolute folder that relative paths in the file start from. */
  readonly folder: string;
  readonly settings: ConfigFile;
}

/** The names looked for in the working directory. */
export const configNames = ['lading.yaml', 'lading.yml', 'lading.json'] as const;

/**
 * The file that `path` (`--config`) names, else the one in `cwd`; undefined when there is none to be found.
 * Reads files only.
 * @throws CONFIG_NOT_FOUND when `path` names no file; CONFIG_INVALID with every problem: file, line, path, value, what is allowed.
 */
export async function loadConfig(
  files: Files,
  options: { readonly cwd: string; readonly path?: string },
): Promise<LoadedConfig | undefined> {
  const file = options.path ?? (await findConfig(files, options.cwd));
  if (file === undefined) return undefined;
  const path = isAbsolute(file) ? file : resolve(options.cwd, file);
  const text = await files.readText(path);
  if (text === undefined) {
    throw new AppError({
      code: 'CONFIG_NOT_FOUND',
      message: `There is no configuration file ${file} (looked for ${path}).`,
      suggestions: [
        'Give the path of the file with --config, or leave --config out to use lading.yaml in the current folder.',
      ],
      details: { path },
    });
  }
  return { path, file, folder: dirname(path), settings: parseConfig(text, file) };
}

/** The settings in the text of a file; `file` is what errors call it. @throws CONFIG_INVALID */
export function parseConfig(text: string, file: string): ConfigFile {
  const document = parseConfigDocument(text);
  if (!document.ok) throw configInvalid(file, document.problems);
  const { data, lineOf } = document;
  if (data === null || data === undefined)
    throw configInvalid(file, [{ path: '', text: 'is empty; it needs at least name: and functions:' }]);
  const placeholders = findPlaceholders(data);
  const result = configSchema.safeParse(data);
  if (result.success && placeholders.length === 0) return result.data;
  const issues = result.success ? [] : result.error.issues.flatMap((issue) => describeIssue(issue, data));
  // A placeholder fails the check of its field as well; saying so once is enough.
  const taken = new Set(placeholders.map(({ problem }) => problem.path));
  throw configInvalid(
    file,
    withLines([...placeholders, ...issues.filter(({ problem }) => !taken.has(problem.path))], lineOf),
  );
}

async function findConfig(files: Files, cwd: string): Promise<string | undefined> {
  const found: string[] = [];
  for (const name of configNames) if (await files.exists(resolve(cwd, name))) found.push(name);
  if (found.length <= 1) return found[0];
  throw new AppError({
    code: 'CONFIG_INVALID',
    message: `${cwd} has ${found.join(' and ')}, and only one of them can be meant.`,
    suggestions: [`Name one with --config ${found[0]}, or remove the others.`],
    details: { folder: cwd, files: found },
  });
}

function withLines(
  located: readonly LocatedProblem[],
  lineOf: (path: LocatedProblem['path']) => number,
): ConfigProblem[] {
  const problems = new Map<string, ConfigProblem>();
  for (const { path, problem } of located) {
    const key = `${problem.path} ${problem.text}`;
    if (!problems.has(key)) problems.set(key, { ...problem, line: lineOf(path) });
  }
  return [...problems.values()];
}
