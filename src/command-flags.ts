/** Flags and arguments that several commands share, and the plain values that they come down to. */
import { Args, Flags } from '@oclif/core';
import type { FlagOverrides } from './config/flag-overrides.js';

/** Takes one value each time it is given. Without the second setting oclif would also take every word after it: in `deploy --tag v1 resize`, the function. */
export const repeatable = { multiple: true, multipleNonGreedy: true } as const;

/** The functions that a command is about; a command with it takes several: `strict = false`. */
export const functionArguments = {
  functions: Args.string({ description: 'Functions; default: all of the configuration file.' }),
};

/** Flags of every command. */
export const commonFlags = {
  json: Flags.boolean({ description: 'Print exactly one JSON document on stdout.', helpGroup: 'COMMON' }),
  config: Flags.string({
    char: 'c',
    description: 'Configuration file; default: lading.yaml, lading.yml or lading.json here.',
    helpGroup: 'COMMON',
    helpValue: 'FILE',
  }),
  stage: Flags.string({
    description: 'Stage of the configuration file: its settings are laid over the others.',
    helpGroup: 'COMMON',
    helpValue: 'NAME',
  }),
  // Not --env-file: Node.js looks for that one behind the script's name too, and ends with 9 when the file is missing.
  dotenv: Flags.string({
    description: 'File of variables for ${env:…} in the configuration; repeatable, the environment wins.',
    ...repeatable,
    helpGroup: 'COMMON',
    helpValue: 'FILE',
  }),
  region: Flags.string({ description: 'AWS region.', helpGroup: 'COMMON' }),
  profile: Flags.string({ description: 'Profile of the AWS configuration.', helpGroup: 'COMMON' }),
  local: Flags.boolean({
    description: 'Use the local region of this project instead of AWS.',
    helpGroup: 'COMMON',
  }),
  quiet: Flags.boolean({
    char: 'q',
    description: 'No progress on stderr.',
    exclusive: ['verbose'],
    helpGroup: 'COMMON',
  }),
  verbose: Flags.boolean({
    description: 'Every line of the build, and every request, on stderr.',
    helpGroup: 'COMMON',
  }),
};

/** For commands that wait for Lambda. */
export const waitFlag = {
  'wait-timeout': Flags.string({
    description: 'How long to wait for Lambda, e.g. 90s or 20m.',
    default: '10m',
    helpValue: 'DURATION',
  }),
};

/** Where the local region keeps its data. */
export const dataFlag = {
  data: Flags.string({
    description: 'Data folder of the local region; default: .lading/region here.',
    helpValue: 'DIR',
  }),
};

/** Flags that say how the image is built. */
export const imageFlags = {
  repository: Flags.string({ description: 'Name of the ECR repository.', helpGroup: 'IMAGE' }),
  context: Flags.string({ description: 'Build context.', helpGroup: 'IMAGE', helpValue: 'DIR' }),
  dockerfile: Flags.string({ char: 'f', description: 'Dockerfile.', helpGroup: 'IMAGE', helpValue: 'FILE' }),
  target: Flags.string({ description: 'Stage of the Dockerfile to build.', helpGroup: 'IMAGE' }),
  'build-arg': Flags.string({
    description: 'Build argument; repeatable.',
    ...repeatable,
    helpGroup: 'IMAGE',
    helpValue: 'KEY=VALUE',
  }),
  'no-cache': Flags.boolean({ description: 'Build every step anew.', helpGroup: 'IMAGE' }),
  architecture: Flags.string({ description: 'x86_64 or arm64.', helpGroup: 'IMAGE' }),
};

/** Flags that describe one function. */
export const functionFlags = {
  function: Flags.string({
    description: 'Name of the function; enough without a configuration file.',
    helpGroup: 'FUNCTION',
    helpValue: 'NAME',
  }),
  role: Flags.string({
    description: 'ARN of the execution role, or auto to have one made.',
    helpGroup: 'FUNCTION',
    helpValue: 'ARN',
  }),
  memory: Flags.integer({ description: 'Memory in MB.', helpGroup: 'FUNCTION' }),
  timeout: Flags.integer({ description: 'Timeout in seconds.', helpGroup: 'FUNCTION' }),
  'ephemeral-storage': Flags.integer({ description: 'Size of /tmp in MB.', helpGroup: 'FUNCTION' }),
  env: Flags.string({
    char: 'e',
    description: 'Environment variable; repeatable.',
    ...repeatable,
    helpGroup: 'FUNCTION',
    helpValue: 'KEY=VALUE',
  }),
  command: Flags.string({
    description: 'One word of the function’s CMD; repeatable.',
    ...repeatable,
    helpGroup: 'FUNCTION',
    helpValue: 'WORD',
  }),
  description: Flags.string({ description: 'Description of the function.', helpGroup: 'FUNCTION' }),
  publish: Flags.boolean({
    description: 'Publish a version (the default) or not.',
    allowNo: true,
    helpGroup: 'FUNCTION',
  }),
  alias: Flags.string({
    description: 'Alias to point to the new version; repeatable. Default: live.',
    ...repeatable,
    helpGroup: 'FUNCTION',
  }),
};

/** Flags that say how a new version takes over. */
export const rolloutFlags = {
  shift: Flags.string({
    description: 'How aliases move to the new version: linear:10%/1m, canary:10%/5m or all.',
    helpGroup: 'ROLLOUT',
    helpValue: 'SHIFT',
  }),
  smoke: Flags.string({
    description: 'JSON file with an event that the new version has to answer before it gets traffic.',
    helpGroup: 'ROLLOUT',
    helpValue: 'FILE',
  }),
  'finish-shift': Flags.boolean({
    description: 'Finish a shift that was left half-way, watched as before, and stop.',
    exclusive: ['undo-shift', 'plan'],
    helpGroup: 'ROLLOUT',
  }),
  'undo-shift': Flags.boolean({
    description: 'Undo a shift that was left half-way, at once, and stop.',
    exclusive: ['finish-shift', 'plan'],
    helpGroup: 'ROLLOUT',
  }),
};

/** The values of `imageFlags`, `functionFlags` and `rolloutFlags` as oclif parsed them. */
export interface ParsedDeploymentFlags {
  readonly region?: string | undefined;
  readonly repository?: string | undefined;
  readonly context?: string | undefined;
  readonly dockerfile?: string | undefined;
  readonly target?: string | undefined;
  readonly 'build-arg'?: string[] | undefined;
  readonly architecture?: string | undefined;
  readonly function?: string | undefined;
  readonly role?: string | undefined;
  readonly memory?: number | undefined;
  readonly timeout?: number | undefined;
  readonly 'ephemeral-storage'?: number | undefined;
  readonly env?: string[] | undefined;
  readonly command?: string[] | undefined;
  readonly description?: string | undefined;
  readonly publish?: boolean | undefined;
  readonly alias?: string[] | undefined;
  readonly shift?: string | undefined;
  readonly smoke?: string | undefined;
}

/** The flags given, under the names that the configuration knows. */
export function overridesFrom(flags: ParsedDeploymentFlags): FlagOverrides {
  const named = {
    region: flags.region,
    repository: flags.repository,
    context: flags.context,
    dockerfile: flags.dockerfile,
    target: flags.target,
    buildArgs: flags['build-arg'],
    architecture: flags.architecture,
    function: flags.function,
    role: flags.role,
    memorySize: flags.memory,
    timeout: flags.timeout,
    ephemeralStorage: flags['ephemeral-storage'],
    environment: flags.env,
    command: flags.command,
    description: flags.description,
    publish: flags.publish,
    aliases: flags.alias,
    shift: flags.shift,
    smoke: flags.smoke,
  };
  return Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined),
  ) as FlagOverrides;
}
