/** The configuration file as the flags of a command choose it. */
import type { CommonValues } from './base-command.js';
import { type LoadedConfig, loadConfig } from './config/load.js';
import type { SettingsScope } from './config/settings-scope.js';
import type { Context } from './context.js';
import { AppError } from './errors/app-error.js';

type ConfigFlags = Pick<CommonValues, 'config' | 'stage' | 'dotenv' | 'region'>;

/** Undefined when there is no file. @throws what `loadConfig` throws; USAGE for `--stage` without a file */
export async function readConfig(
  { cwd, files, lookups }: Context,
  flags: ConfigFlags,
  scope: SettingsScope,
): Promise<LoadedConfig | undefined> {
  const config = await loadConfig(
    files,
    {
      cwd,
      scope,
      ...(flags.config !== undefined && { path: flags.config }),
      ...(flags.stage !== undefined && { stage: flags.stage }),
      ...(flags.region !== undefined && { region: flags.region }),
      ...(flags.dotenv && { envFiles: flags.dotenv }),
    },
    lookups,
  );
  if (config || flags.stage === undefined) return config;
  throw new AppError({
    code: 'USAGE',
    message: `--stage ${flags.stage} chooses settings of a configuration file, and there is none in this folder.`,
    suggestions: ['Write a lading.yaml with stages:, name a file with --config, or leave out --stage.'],
    details: { stage: flags.stage },
  });
}
