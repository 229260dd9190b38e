/** From the configuration file on disk to its settings. */
import type { Files } from '../ports/system.js';
import { readConfigDocument } from './config-document.js';
import type { ConfigFile } from './config-file.js';
import type { Lookups } from './lookups.js';
import { resolveSettings } from './resolve-settings.js';
import { type SettingsScope, wholeFile } from './settings-scope.js';

export interface LoadedConfig {
  /** Absolute. */
  readonly path: string;
  /** As the user knows it: the name found, or what `--config` said. */
  readonly file: string;
  /** Absolute folder that relative paths in the file start from. */
  readonly folder: string;
  readonly settings: ConfigFile;
}

export interface LoadOptions {
  /** Absolute working directory. */
  readonly cwd: string;
  /** `--config`. */
  readonly path?: string;
  /** `--stage`. */
  readonly stage?: string;
  /** `--region`. */
  readonly region?: string;
  /** `--dotenv`, relative to the working directory; the environment wins over them. */
  readonly envFiles?: readonly string[];
  /** What is going to be used of the settings; default: all. */
  readonly scope?: SettingsScope;
}

/**
 * The settings of the file that `path` names, else of the one in `cwd`; undefined when there is none to be found.
 * Requests are made only for placeholders that need them, and for those in scope.
 * @throws CONFIG_NOT_FOUND when `path` names no file; CONFIG_INVALID with every problem: file, line, path, value, what is
 * allowed; PLACEHOLDER_UNRESOLVED; USAGE for an unknown stage; FILE_UNREADABLE; ACCESS_DENIED and the like from lookups
 */
export async function loadConfig(
  files: Files,
  { cwd, path, envFiles = [], scope = wholeFile, ...choice }: LoadOptions,
  lookups: Lookups,
): Promise<LoadedConfig | undefined> {
  const document = await readConfigDocument(files, { cwd, ...(path !== undefined && { path }) });
  const named = await readNamed(files, cwd, envFiles);
  if (!document) return undefined;
  const env = { ...named, ...lookups.env };
  const settings = await resolveSettings(document, { ...choice, scope }, { ...lookups, env });
  const { path: found, file, folder } = document;
  return { path: found, file, folder, settings };
}

async function readNamed(
  files: Files,
  cwd: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  if (names.length === 0) return {};
  const { readDotenvFiles } = await import('./dotenv-files.js');
  return readDotenvFiles(files, cwd, names);
}
