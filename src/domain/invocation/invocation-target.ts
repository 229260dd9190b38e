/** Reads which function, and which version of it, a command line means. */
import { AppError } from '../../errors/app-error.js';
import type { AliasName, FunctionName } from '../function-spec.js';

export interface InvocationTarget {
  /** The function's own name, or its key in the configuration file. */
  readonly name: string;
  readonly qualifier?: string;
}

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
const shape = /^(?:\$LATEST|[a-zA-Z0-9-_]{1,128})$/;

/**
 * `hello`, `hello:live`, or `hello` with a qualifier beside it. The name is not looked at.
 * @throws REFERENCE_INVALID for a qualifier that is none; USAGE for two that differ
 */
export function parseTarget(text: string, beside?: string): InvocationTarget {
  if (text.startsWith('arn:')) throw isArn(text);
  const [, name = text, within] = /^([^:]+):([^:]+)$/.exec(text) ?? [];
  if (within !== undefined && beside !== undefined && within !== beside) {
    throw new AppError({
      code: 'USAGE',
      message: `${text} and --qualifier ${beside} name two different versions.`,
      suggestions: [`Name one: lading invoke ${name} --qualifier ${beside}`],
    });
  }
  const qualifier = beside ?? within;
  if (qualifier === undefined) return { name };
  if (shape.test(qualifier)) return { name, qualifier };
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `"${qualifier}" is neither an alias nor a version: $LATEST, a number, or letters, digits, - and _.`,
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
 * `why` is for people, empty unless the file decided.
 */
export function chooseTarget(
  { qualifier }: InvocationTarget,
  [known]: readonly Known[],
): { name: FunctionName; qualifier: string; why: string } {
  if (!known) throw new AppError({ code: 'INTERNAL', message: 'No function was found to invoke.' });
  const { name, aliases, configured } = known;
  if (qualifier !== undefined) return { name, qualifier, why: '' };
  const alias = configured ? aliases[0] : undefined;
  if (alias === undefined) return { name, qualifier: '$LATEST', why: '' };
  return { name, qualifier: alias, why: ', the alias of the configuration' };
}

/** Its account may be another than the caller's: taking only the name out of it could reach another function. */
function isArn(arn: string): AppError {
  const [, , , region = 'REGION', , , name = 'FUNCTION', qualifier] = arn.split(':');
  const version = qualifier === undefined ? '' : ` --qualifier ${qualifier}`;
  return new AppError({
    code: 'REFERENCE_INVALID',
    message: `${arn} is an ARN; lading takes the name of a function in the account of the credentials.`,
    suggestions: [`Name it: lading invoke ${name}${version} --region ${region}`],
  });
}
