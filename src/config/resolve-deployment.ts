/** From configuration file and flags to the one value that says what should be. */
import { resolve } from 'node:path';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import { parseFunctionName } from '../domain/function-name.js';
import {
  isRepositoryName,
  parseRepositoryName,
  type RepositoryName,
  repositoryNames,
} from '../domain/image-reference.js';
import type { RepositorySettings } from '../domain/repository-settings.js';
import { AppError } from '../errors/app-error.js';
import { commonArchitecture } from './common-architecture.js';
import type { ConfigFile } from './config-file.js';
import type { FlagOverrides } from './flag-overrides.js';
import { applyFlags, singleFunctionFlags } from './flag-settings.js';
import { functionSpecOf } from './function-spec-of.js';
import type { LoadedConfig } from './load.js';
import { resolveImage } from './resolve-image.js';
import { selectFunctions } from './select-functions.js';

export interface DeploymentInputs {
  /** Absolute working directory. */
  readonly cwd: string;
  readonly config?: LoadedConfig;
  readonly flags: FlagOverrides;
  /** Functions named as arguments; none means all of the file. */
  readonly functions?: readonly string[];
}

/**
 * Flags win over the file. Without a file, one function name is enough: it names the repository too, in lower case.
 * Pure: reads nothing and checks no path.
 * @throws USAGE for a flag or a function name, CONFIG_NOT_FOUND when neither file nor flags name a function,
 * CONFIG_INVALID when the functions selected need different images, REFERENCE_INVALID for a name given by flag.
 */
export function resolveDeployment({
  cwd,
  config,
  flags,
  functions = [],
}: DeploymentInputs): DesiredDeployment {
  const names = flags.function === undefined ? functions : [...functions, flags.function];
  const settings = config?.settings ?? settingsFromName(names);
  const file = config?.file ?? 'The command line';
  const selected = selectFunctions(settings.functions, names, file);
  refuseOnSeveral(
    selected.map(([key]) => key),
    flags,
  );
  const folder = config?.folder ?? cwd;
  const overrides = flags.smoke === undefined ? flags : { ...flags, smoke: resolve(cwd, flags.smoke) };
  const specs = selected.map(([key, entry]) =>
    functionSpecOf(key, applyFlags(entry, overrides), entry, folder),
  );
  const region = flags.region ?? settings.region;
  return {
    name: settings.name,
    ...(region !== undefined && { region }),
    repository: {
      name: repositoryNameOf(settings, config, flags),
      settings: repositorySettings(settings.repository),
    },
    image: resolveImage({ cwd, folder, settings: settings.image, flags }),
    architecture: commonArchitecture(specs, file),
    functions: specs,
  };
}

function settingsFromName(names: readonly string[]): ConfigFile {
  const [name, ...others] = new Set(names);
  if (name === undefined) {
    throw new AppError({
      code: 'CONFIG_NOT_FOUND',
      message: 'There is no lading.yaml in this folder, and no flag names a function.',
      suggestions: ['Go to the folder that has it, name it with --config PATH, or write one.'],
    });
  }
  if (others.length > 0) {
    throw new AppError({
      code: 'USAGE',
      message: `Without a lading.yaml one function can be deployed at a time, and ${others.length + 1} are named.`,
      suggestions: [`Name one: lading deploy --function ${name}`, 'Write a lading.yaml with all of them.'],
    });
  }
  return { name: parseFunctionName(name), functions: { [name]: {} } };
}

function repositoryNameOf(
  settings: ConfigFile,
  config: LoadedConfig | undefined,
  flags: FlagOverrides,
): RepositoryName {
  if (flags.repository !== undefined) return parseRepositoryName(flags.repository);
  if (config) return parseRepositoryName(settings.repository?.name ?? settings.name);
  // Lower case, because ECR allows nothing else and Lambda does.
  const name = settings.name.toLowerCase();
  if (isRepositoryName(name)) return name;
  throw new AppError({
    code: 'USAGE',
    message: `The function name ${settings.name} cannot name the ECR repository as well; allowed: ${repositoryNames}.`,
    suggestions: [`Name the repository: lading deploy --function ${settings.name} --repository NAME`],
  });
}

function repositorySettings(settings: ConfigFile['repository']): RepositorySettings {
  const { tagMutability, exclusions, scanOnPush, keepImages } = settings ?? {};
  const mutability = tagMutability === 'immutable' ? 'IMMUTABLE' : 'MUTABLE';
  return {
    ...(tagMutability && {
      tagMutability: exclusions ? (`${mutability}_WITH_EXCLUSION` as const) : mutability,
    }),
    ...(exclusions && { tagMutabilityExclusions: exclusions }),
    ...(scanOnPush !== undefined && { scanOnPush }),
    ...(keepImages !== undefined && { keepImages }),
  };
}

function refuseOnSeveral(keys: readonly string[], flags: FlagOverrides): void {
  const given = singleFunctionFlags(flags);
  if (keys.length <= 1 || given.length === 0) return;
  throw new AppError({
    code: 'USAGE',
    message: `${given.join(', ')} would change ${keys.length} functions alike: ${keys.join(', ')}.`,
    suggestions: [
      `Name the function that is meant: lading deploy ${keys[0]} ${given[0]} …`,
      'Write the settings of each function in the configuration file.',
    ],
    details: { flags: given, functions: [...keys] },
  });
}
