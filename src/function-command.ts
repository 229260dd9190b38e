/** What commands about existing functions share: which functions are meant, whether or not the configuration file knows them. */
import { BaseCommand, type CommonValues } from './base-command.js';
import { readConfig } from './command-config.js';
import { resolveDeployment } from './config/resolve-deployment.js';
import type { Context } from './context.js';
import { parseAliasName, parseFunctionName } from './domain/function-name.js';
import type { AliasName, FunctionName } from './domain/function-spec.js';
import type { PipelineTools } from './pipeline/deploy.js';
import { createStopwatch } from './pipeline/stopwatch.js';
import type { DeployDeps } from './services/deploy-deps.js';

/** A function and the aliases that its callers may use. */
export interface NamedFunction {
  readonly name: FunctionName;
  readonly aliases: readonly AliasName[];
  /** Whether the configuration file has it. */
  readonly configured: boolean;
}

export interface PreparedFunctions {
  readonly functions: NamedFunction[];
  readonly context: Context;
  /** For commands that show no progress. */
  readonly deps: () => Promise<DeployDeps>;
  readonly tools: () => Promise<PipelineTools>;
}

export interface FunctionFlags extends CommonValues {
  readonly alias?: string[] | undefined;
}

/** The alias that deploy points unless told otherwise. */
const defaultAlias = 'live';

export abstract class FunctionCommand extends BaseCommand {
  /**
   * The functions named as arguments, by their key in the file or by their own name; without arguments all of the file.
   * @throws CONFIG_NOT_FOUND without arguments and file, REFERENCE_INVALID
   */
  protected async prepareFunctions(
    flags: FunctionFlags,
    args: readonly string[],
  ): Promise<PreparedFunctions> {
    const context = this.openContext(flags);
    const { cwd } = context;
    const config = await readConfig(context, flags, {
      names: args,
      image: false,
      functionSettings: ['alias', 'publish'],
    });
    const known = Object.keys(config?.settings.functions ?? {});
    const chosen = flags.alias?.map(parseAliasName);
    const fromFile = (names: readonly string[]): NamedFunction[] => {
      const desired = resolveDeployment({ cwd, flags: {}, functions: names, ...(config && { config }) });
      return desired.functions.map(({ name, aliases }) => ({
        name,
        aliases: chosen ?? aliases,
        configured: true,
      }));
    };
    const plain = (name: string): NamedFunction => ({
      name: parseFunctionName(name),
      aliases: chosen ?? [parseAliasName(defaultAlias)],
      configured: false,
    });
    const functions =
      args.length === 0
        ? fromFile([])
        : args.flatMap((name) => (known.includes(name) ? fromFile([name]) : [plain(name)]));
    const region = flags.region ?? config?.settings.region;
    const deps = (): Promise<DeployDeps> => context.deployDeps(region);
    const tools = async (): Promise<PipelineTools> => ({
      deps: await deps(),
      runner: await this.createRunner(flags),
      stopwatch: createStopwatch(context.clock.now),
      signal: context.signal,
    });
    return { functions, context, deps, tools };
  }
}
