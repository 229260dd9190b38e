/** Finds and reads the configuration file, without judging what is in it. */
import { dirname, isAbsolute, resolve } from 'node:path';
import { AppError } from '../errors/app-error.js';
import type { Files } from '../ports/system.js';
import { configInvalid } from './config-problem.js';
import type { SettingPath } from './setting-path.js';

export interface ConfigDocument {
  /** Absolute. */
  readonly path: string;
  /** As the user knows it: the name found, or what `--config` said. */
  readonly file: string;
  /** Absolute folder that relative paths in the file start from. */
  readonly folder: string;
  readonly data: unknown;
  /** From 1; of what is nearest above it for a setting that is not there. */
  readonly lineOf: (path: SettingPath) => number;
}

/** The names looked for in the working directory. */
const configNames = ['lading.yaml', 'lading.yml', 'lading.json'] as const;

/**
 * The file that `path` (`--config`) names, else the one in `cwd`; undefined when there is none to be found.
 * @throws CONFIG_NOT_FOUND when `path` names no file; CONFIG_INVALID for two files, an empty one and bad YAML
 */
export async function readConfigDocument(
  files: Files,
  options: { readonly cwd: string; readonly path?: string },
): Promise<ConfigDocument | undefined> {
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
  return { path, file, folder: dirname(path), ...(await parseText(text, file)) };
}

async function parseText(text: string, file: string): Promise<Pick<ConfigDocument, 'data' | 'lineOf'>> {
  // Loaded here: many commands find no file.
  const { parseConfigDocument } = await import('./parse-document.js');
  const document = parseConfigDocument(text);
  if (!document.ok) throw configInvalid(file, document.problems);
  const { data, lineOf } = document;
  if (data === null || data === undefined)
    throw configInvalid(file, [{ path: '', text: 'is empty; it needs at least name: and functions:' }]);
  return { data, lineOf };
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
