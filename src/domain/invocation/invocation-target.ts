/** Decides which version of a function a command line means. */
import { AppError } from '../../errors/app-error.js';
import { type FunctionReference, parseFunctionReference, qualified } from '../function-reference.js';
import type { AliasName, FunctionName } from '../function-spec.js';
import { shellWord } from '../shell-word.js';

/**
 * A function as its reference names it, or with the qualifier beside it.
 * @throws REFERENCE_INVALID; USAGE for two qualifiers that differ
 */
export function parseTarget(text: string, beside?: string): FunctionReference {
  const reference = parseFunctionReference(text);
  const { qualifier: within } = reference;
  if (within === undefined || beside === undefined || within === beside)
    return { ...reference, ...qualified(beside) };
  const bare = text.slice(0, -within.length - 1);
  throw new AppError({
    code: 'USAGE',
    message: `${text} and --qualifier ${beside} name two different versions.`,
    suggestions: [`Name one of them: ${shellWord(text)}, or ${bare} --qualifier ${shellWord(beside)}`],
  });
}

interface Known {
  readonly name: FunctionName;
  readonly aliases: readonly AliasName[];
  /** Whether the configuration file has it. */
  readonly configured: boolean;
}

/**
 * What was asked for; else the first alias that the configuration file gives the function; else `$LATEST`, as Lambda does.
 * `why` is for people: that the file decided, or an ARN, which may lead to another account.
 */
export function chooseTarget(
  { qualifier, address }: FunctionReference,
  [known]: readonly Known[],
): { name: FunctionName; qualifier: string; why: string } {
  if (!known) throw new AppError({ code: 'INTERNAL', message: 'No function was found to invoke.' });
  const { name, aliases, configured } = known;
  const why = address === undefined ? '' : ` by ${address}`;
  if (qualifier !== undefined) return { name, qualifier, why };
  const alias = configured ? aliases[0] : undefined;
  if (alias === undefined) return { name, qualifier: '$LATEST', why };
  return { name, qualifier: alias, why: ', the alias of the configuration' };
}
