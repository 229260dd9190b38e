/** Settings from a text, as `loadConfig` reads them from a file of that name. */
import type { ConfigFile } from '../../src/config/config-file.js';
import { type LoadOptions, loadConfig } from '../../src/config/load.js';
import type { Lookups } from '../../src/config/lookups.js';
import type { Files } from '../../src/ports/system.js';

/** Nothing is set, there is no git, and nobody answers. */
export const noLookups: Lookups = {
  env: {},
  sourceControl: { describe: async () => ({ kind: 'none', reason: 'there is no git on this machine' }) },
  online: async () => {
    throw new Error('Nothing was to be looked up.');
  },
};

export async function parseConfig(
  text: string,
  file: string,
  options: Partial<LoadOptions> = {},
  lookups: Partial<Lookups> = {},
): Promise<ConfigFile> {
  const files: Files = { readText: async () => text, exists: async () => true };
  const config = await loadConfig(
    files,
    { cwd: '/project', path: file, ...options },
    { ...noLookups, ...lookups },
  );
  if (!config) throw new Error(`${file} was not found.`);
  return config.settings;
}
