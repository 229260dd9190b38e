/** What commands about existing functions share: which functions are meant, whether or not the configuration file knows them. */
import { BaseCommand, type CommonValues } from './base-command.js';
import { readConfig } from './command-config.js';
import { nearest } from './config/nearest.js';
import { resolveDeployment } from './config/resolve-deployment.js';
import type { Context } from './context.js';
import { parseAliasName, parseFunctionName } from './domain/function-name.js';
import { type FunctionReference, parseFunctionReference } from './domain/function-reference.js';
import type { AliasName, FunctionName } from './domain/function-spec.js';
import { referredRegion } from './domain/referred-region.js';
import { AppError } from './errors/app-error.js';
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
  private meant: string | undefined;

  /** Functions as a whole, as they are named on the command line. @throws REFERENCE_INVALID for one with a qualifier; as below */
  protected prepareFunctions(flags: FunctionFlags, args: readonly string[]): Promise<PreparedFunctions> {
    return this.prepareReferences(flags, args.map(unqualified));
  }

  /**
   * The functions that are meant, by their key in the file, by their own name or by ARN; without any all of the file.
   * @param foreign the command reaches functions of other accounts by their address; else `deps` refuses them
   * @throws CONFIG_NOT_FOUND without arguments and file, REFERENCE_INVALID; USAGE for ARNs of another region than asked for
   */
  protected async prepareReferences(
    flags: FunctionFlags,
    asked: readonly FunctionReference[],
    { foreign = false } = {},
  ): Promise<PreparedFunctions> {
    const told = referredRegion(asked, flags.region) ?? flags.region;
    // What is suggested afterwards has to name it: an ARN is not repeated.
    const context = this.openContext({ ...flags, region: told });
    const { cwd } = context;
    const config = await readConfig(context, flags, {
      names: asked.map(({ name }) => name),
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
    // An ARN is never a key.
    const isKey = ({ name, address }: FunctionReference): boolean =>
      address === undefined && known.includes(name);
    const stranger = asked.find((each) => !isKey(each));
    this.meant = stranger && nearest(stranger.name, known);
    const named =
      asked.length === 0
        ? fromFile([])
        : asked.flatMap((each) => (isKey(each) ? fromFile([each.name]) : [plain(each.name)]));
    // Twice the same one would be two rollbacks at the same time.
    const functions = [...new Map(named.map((each) => [each.name, each])).values()];
    const region = told ?? config?.settings.region;
    const deps = async (): Promise<DeployDeps> => {
      const made = await context.deployDeps(region);
      if (!foreign) await requireOwnAccount(asked, made);
      return made;
    };
    const tools = async (): Promise<PipelineTools> => ({
      deps: await deps(),
      runner: await this.createRunner(flags),
      stopwatch: createStopwatch(context.clock.now),
      signal: context.signal,
    });
    return { functions, context, deps, tools };
  }

  /** @throws USAGE when the file has several functions and the command line names none */
  protected onlyOne(functions: readonly NamedFunction[]): NamedFunction {
    const [only, ...others] = functions;
    if (only && others.length === 0) return only;
    throw new AppError({
      code: 'USAGE',
      message: `lading ${this.id} takes one function at a time, and none was named.`,
      suggestions: functions.map(({ name }) => `Name it: lading ${this.id} ${name}`),
    });
  }

  protected override withoutFile(): readonly string[] {
    return [`Or name a function of the account: lading ${this.id} hello`];
  }

  /** A name that is near to one of the file is told. */
  protected override async catch(error: Error): Promise<void> {
    if (this.meant !== undefined && error instanceof AppError && error.code === 'FUNCTION_NOT_FOUND')
      error.suggestions.unshift(`Did you mean ${this.meant}, of the configuration file?`);
    await super.catch(error);
  }
}

function unqualified(text: string): FunctionReference {
  const reference = parseFunctionReference(text);
  const { name, address = name, qualifier } = reference;
  if (qualifier === undefined) return reference;
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `${text} names a version of a function, and this command is about functions as a whole.`,
    suggestions: [`Leave the version out: ${address}`],
  });
}

/** Taking only the name out of an ARN could reach another function. @throws REFERENCE_INVALID */
async function requireOwnAccount(
  asked: readonly FunctionReference[],
  { identity }: Pick<DeployDeps, 'identity'>,
): Promise<void> {
  const named = asked.filter(({ account }) => account !== undefined);
  if (named.length === 0) return;
  const { account, arn } = await identity.caller();
  const foreign = named.find((each) => each.account !== account);
  if (!foreign) return;
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `${foreign.address ?? foreign.name} is in account ${foreign.account}, and the credentials are those of ${arn}, in ${account}.`,
    suggestions: ['Choose credentials of that account: --profile NAME'],
    details: { account: foreign.account ?? '', caller: account },
  });
}
