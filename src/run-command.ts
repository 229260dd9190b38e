/** From the flags of `run` and the configuration file to what is to be run, and to the tools for it. */
import { Flags } from '@oclif/core';
import type { CommonValues } from './base-command.js';
import { BaseCommand } from './base-command.js';
import { readConfig } from './command-config.js';
import { functionFlags, imageFlags, overridesFrom, type ParsedDeploymentFlags } from './command-flags.js';
import { hideValues } from './config/hide-values.js';
import type { LoadedConfig } from './config/load.js';
import { nearest } from './config/nearest.js';
import { resolveDeployment } from './config/resolve-deployment.js';
import type { Context } from './context.js';
import { type Architecture, architectureOf } from './domain/architecture.js';
import type { DesiredDeployment } from './domain/desired-deployment.js';
import { type FunctionReference, parseFunctionReference } from './domain/function-reference.js';
import type { FunctionSpec } from './domain/function-spec.js';
import { parseImageSource } from './domain/image-source.js';
import { referredRegion } from './domain/referred-region.js';
import { AppError } from './errors/app-error.js';
import type { RunDeps, RunImage, RunRequest, UnknownName } from './services/run/run-request.js';

const { repository: _repository, ...buildFlags } = imageFlags;
const { memory, timeout, 'ephemeral-storage': storage, env, command, function: name } = functionFlags;

/** Flags that say what is run; those about how stand in the command. */
export const runFlags = {
  ...buildFlags,
  function: name,
  memory,
  timeout,
  'ephemeral-storage': storage,
  env,
  command,
  like: Flags.string({
    description: 'Deployed function whose configuration is taken, and whose image too when none is named.',
    helpGroup: 'FUNCTION',
    helpValue: 'FUNCTION[:QUALIFIER]',
  }),
};

/** Flags that say how it is hosted here. */
export const placeFlags = {
  concurrency: Flags.integer({
    description: 'Most events at once. Default: 1; 10 with --strict or --http.',
    min: 1,
    max: 100,
  }),
  network: Flags.string({
    description: 'bridge reaches what this machine reaches, none reaches nothing.',
    options: ['bridge', 'none'],
    default: 'bridge',
  }),
  aws: Flags.boolean({
    description: 'Give the function the AWS credentials of this machine, as variables.',
  }),
  'debug-port': Flags.integer({
    description: 'Port for a debugger, the same in the container and on 127.0.0.1; lifts the timeouts.',
    min: 1024,
    max: 65_535,
    exclusive: ['concurrency'],
  }),
};

export interface RunFlags extends ParsedDeploymentFlags, Omit<CommonValues, 'region'> {
  readonly like?: string | undefined;
  readonly 'no-cache'?: boolean | undefined;
}

/** What can be rebuilt can be watched. @throws USAGE */
export function requireBuild({ kind }: RunImage): void {
  if (kind === 'build') return;
  throw new AppError({
    code: 'USAGE',
    message: '--watch rebuilds an image, and this one is not built here.',
    suggestions: ['Leave out --watch, or run what is built from this folder: lading run --watch'],
  });
}

/** What is run, without how. */
export type RunSubject = Omit<RunRequest, 'place' | 'aws'>;

interface Asked {
  readonly flags: RunFlags;
  readonly target: string | undefined;
  readonly like: FunctionReference | undefined;
  readonly config: LoadedConfig | undefined;
}

export abstract class RunCommand extends BaseCommand {
  /** `target` is a function of the file, else an image. @throws USAGE, CONFIG_INVALID, REFERENCE_INVALID */
  protected async prepareSubject(
    flags: RunFlags,
    target: string | undefined,
  ): Promise<{ subject: RunSubject; context: Context; deps: RunDeps }> {
    const context = this.openContext(flags);
    const like = flags.like === undefined ? undefined : parseFunctionReference(flags.like);
    const config = await readConfig(context, flags, {
      names: [target ?? flags.function ?? like?.name ?? []].flat(),
      image: true,
      functionSettings: [
        'architecture',
        'imageConfig',
        'environment',
        'environmentMode',
        'memorySize',
        'timeout',
        'ephemeralStorage',
        'logging',
      ],
    });
    const named = like && (like.address ? like : { ...like, name: ownName(like.name, config) });
    const subject = subjectOf({ flags, target, like: named, config }, context);
    const told = referredRegion(like ? [like] : [], flags.region) ?? flags.region;
    const region = told ?? config?.settings.region ?? regionOf(subject.image);
    return {
      subject,
      context,
      deps: {
        engine: context.engine,
        puller: context.puller,
        account: () => context.deployDeps(region),
      },
    };
  }
}

function subjectOf({ flags, target, like, config }: Asked, { cwd, env }: Context): RunSubject {
  const known = (wanted: string | undefined): boolean =>
    wanted !== undefined &&
    Object.entries(config?.settings.functions ?? {}).some(([key, { name }]) => [key, name].includes(wanted));
  const named = known(target) ? target : known(flags.function) ? flags.function : undefined;
  const imageText = named === target ? undefined : target;
  const alone = imageText !== undefined || like !== undefined;
  const fromFile = config !== undefined && (named !== undefined || !alone);
  const { function: _function, ...rest } = overridesFrom(flags);
  // Nothing is put into a repository, so that no name has to fit one.
  const overrides = { ...rest, repository: 'run' };
  const desired = resolveDeployment({
    cwd,
    flags: overrides,
    functions: fromFile
      ? [named ?? flags.function ?? []].flat()
      : [flags.function ?? like?.name ?? 'function'],
    ...(fromFile && { config }),
  });
  const spec = onlyFunction(desired, config);
  hideValues(desired);
  const given = flags.architecture === undefined ? undefined : architectureOf(flags.architecture);
  const architecture: Architecture | undefined =
    fromFile && imageText === undefined ? spec.architecture : given;
  const region = flags.region ?? config?.settings.region;
  return {
    image: imageOf({ flags, target: imageText, like, config }, desired, named !== undefined),
    spec,
    ...(architecture && { architecture }),
    ...(like && { like }),
    ...(region !== undefined && { region }),
    fallbackRegion: env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1',
  };
}

function imageOf(
  { flags, target, like, config }: Asked,
  desired: DesiredDeployment,
  named: boolean,
): RunImage {
  if (target !== undefined) {
    const source = parseImageSource(target);
    if (source.kind === 'stored') return source;
    return { kind: 'engine', reference: target, ...(config && { unknown: unknownName(target, config) }) };
  }
  const toBuild = [flags.context, flags.dockerfile, flags.target, flags['build-arg']].some(
    (flag) => flag !== undefined,
  );
  if (like && !named && !toBuild) return { kind: 'deployed' };
  return { kind: 'build', desired, noCache: flags['no-cache'] ?? false };
}

function unknownName(target: string, { file, settings }: LoadedConfig): UnknownName {
  const functions = Object.keys(settings.functions);
  const meant = nearest(target, functions);
  return { file, functions, ...(meant !== undefined && { nearest: meant }) };
}

function onlyFunction({ functions }: DesiredDeployment, config: LoadedConfig | undefined): FunctionSpec {
  const [spec, ...others] = functions;
  if (spec && others.length === 0) return spec;
  const keys = functions.map(({ key }) => key);
  throw new AppError({
    code: 'USAGE',
    message: `${config?.file ?? 'The configuration file'} has several functions (${keys.join(', ')}), and one is run at a time.`,
    suggestions: [`Name it: lading run ${keys[0] ?? 'FUNCTION'}`],
    details: { functions: keys },
  });
}

/** A function of the file may have another name in AWS. */
function ownName(name: string, config: LoadedConfig | undefined): string {
  return config?.settings.functions[name]?.name ?? name;
}

/** An image says itself where it is. */
function regionOf(image: RunImage): string | undefined {
  return image.kind === 'stored' ? image.reference.ecr?.region : undefined;
}

/** That which everybody publishes the emulator on. */
export const defaultPort = 9000;

interface PlaceFlags {
  readonly network: string;
  readonly concurrency?: number | undefined;
  readonly 'debug-port'?: number | undefined;
  readonly port?: number | undefined;
  readonly event?: string | undefined;
  readonly strict: boolean;
  readonly http: boolean;
}

/** The emulator handles one event at a time; Lambda and browsers expect more. */
export function placeOf({
  network,
  concurrency,
  'debug-port': debugPort,
  port = defaultPort,
  event,
  strict,
  http,
}: PlaceFlags): RunRequest['place'] {
  const several = (strict || http) && debugPort === undefined;
  if (debugPort !== undefined && network === 'none') {
    throw new AppError({
      code: 'USAGE',
      message: '--debug-port needs a network that this machine reaches, and --network none is asked for.',
      suggestions: ['Leave one of the two out.'],
    });
  }
  if (debugPort === port && event === undefined) {
    throw new AppError({
      code: 'USAGE',
      message: `--debug-port is ${debugPort}, where the function itself is to be reached.`,
      suggestions: ['Give another one: --debug-port 9229'],
    });
  }
  return {
    network: network === 'none' ? 'none' : 'bridge',
    concurrency: concurrency ?? (several ? 10 : 1),
    overflow: 'refuse',
    ...(debugPort !== undefined && { debugPort }),
  };
}
