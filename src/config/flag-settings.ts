/** The flags of one function as settings of the configuration file, laid over those that the file has. */
import { AppError } from '../errors/app-error.js';
import type { FunctionSettings } from './config-file.js';
import { allowedBy } from './describe-issue.js';
import type { FlagOverrides } from './flag-overrides.js';
import { functionSchema } from './function-schema.js';
import { parseAssignments } from './parse-assignments.js';
import { renderPath, renderValue, type SettingPath, valueAt } from './setting-path.js';

/** Flags that say something about one function and would be an accident on several. */
const flagOf = {
  role: '--role',
  memorySize: '--memory',
  timeout: '--timeout',
  ephemeralStorage: '--ephemeral-storage',
  environment: '--env',
  command: '--command',
  description: '--description',
} as const satisfies Partial<Record<keyof FlagOverrides, string>>;

/** Flags of single functions that are given here, as the user types them. */
export function singleFunctionFlags(flags: FlagOverrides): string[] {
  return Object.entries(flagOf).flatMap(([key, flag]) =>
    flags[key as keyof typeof flagOf] === undefined ? [] : [flag],
  );
}

/**
 * The file's settings with every flag given laid over them: `--env` adds variables, `--no-publish` leaves the aliases of
 * the file where they are, everything else replaces.
 * @throws USAGE with every flag whose value is not allowed, with what is.
 */
export function applyFlags(settings: FunctionSettings, flags: FlagOverrides): FunctionSettings {
  const { role, architecture, memorySize, timeout, ephemeralStorage, description, publish } = flags;
  const environment = flags.environment && parseAssignments('--env', flags.environment);
  const alias = flags.aliases ?? (publish === false ? false : undefined);
  const { shift } = flags;
  const own = { role, architecture, memorySize, timeout, ephemeralStorage, description };
  const given = { ...own, publish, alias, shift };
  const merged = {
    ...settings,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(environment && {
      environment: { ...settings.environment, ...environment },
      environmentMode: environmentMode(settings),
    }),
    ...(flags.smoke !== undefined && { smoke: { ...settings.smoke, event: flags.smoke } }),
    ...(flags.command && { imageConfig: { ...settings.imageConfig, command: [...flags.command] } }),
  };
  const result = functionSchema.safeParse(merged);
  if (result.success) return result.data;
  throw usage(result.error.issues.map((issue) => describe(issue.path, merged, allowedBy(issue))));
}

/** A variable on the command line is a change, not the whole set: without a set in the file the others stay. */
function environmentMode(settings: FunctionSettings): 'replace' | 'merge' {
  return settings.environmentMode ?? (settings.environment ? 'replace' : 'merge');
}

function describe(path: SettingPath, merged: unknown, allowed: string): string {
  const key = String(path[0]);
  const flag =
    key === 'imageConfig'
      ? '--command'
      : Object.hasOwn(flagOf, key)
        ? flagOf[key as keyof typeof flagOf]
        : `--${key}`;
  if (key === 'environment')
    return path[1] === undefined
      ? `${flag}: allowed: ${allowed}`
      : `${flag} ${renderPath([path[1]])} is not allowed: ${allowed}`;
  return `${flag} is ${renderValue(path, valueAt(merged, path))}; allowed: ${allowed}`;
}

function usage(problems: readonly string[]): AppError {
  return new AppError({
    code: 'USAGE',
    message:
      problems.length === 1
        ? `${problems[0]}.`
        : `${problems.length} flags are wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    suggestions: ['Correct the flags and run the command again; --help describes them.'],
    details: { problems: [...problems] },
  });
}
