/** Reads how a command line names a function: by name, or by ARN as consoles and logs show it. */
import { AppError } from '../errors/app-error.js';

/** An ARN, or a part of one, without qualifier: Lambda takes it in place of a name, and finds the account in it. */
export type FunctionAddress = string & { readonly __brand: 'FunctionAddress' };

export interface FunctionReference {
  /** The function's own name, or its key in the configuration file; not looked at. */
  readonly name: string;
  /** Alias, version or `$LATEST`. */
  readonly qualifier?: string;
  /** Only of an ARN: the three below. */
  readonly region?: string;
  readonly account?: string;
  readonly address?: FunctionAddress;
}

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
const qualifierShape = /^(?:\$LATEST|[a-zA-Z0-9-_]{1,128})$/;
/** Whole, `REGION:ACCOUNT:function:NAME`, and `ACCOUNT:function:NAME`, which Lambda takes as well. */
const arnShape =
  /^(?<before>(?:arn:aws[a-z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?<account>\d{12}):function:(?<name>[^:]+))(?::(?<qualifier>[^:]+))?$/;

/**
 * `hello`, `hello:live`, or an ARN with or without qualifier.
 * @throws REFERENCE_INVALID for an ARN of something else, and for a qualifier that is none
 */
export function parseFunctionReference(text: string): FunctionReference {
  const { before, region, account, name, qualifier } = arnShape.exec(text)?.groups ?? {};
  if (before !== undefined && name !== undefined && account !== undefined) {
    const address = before as FunctionAddress;
    return { name, account, address, ...(region !== undefined && { region }), ...qualified(qualifier) };
  }
  if (/^arn:|:function:/.test(text)) throw notOfFunction(text);
  const [, plain = text, within] = /^([^:]+):([^:]+)$/.exec(text) ?? [];
  return { name: plain, ...qualified(within) };
}

/** @throws REFERENCE_INVALID */
export function qualified(qualifier: string | undefined): { qualifier?: string } {
  if (qualifier === undefined) return {};
  if (qualifierShape.test(qualifier)) return { qualifier };
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `"${qualifier}" is neither an alias nor a version: $LATEST, a number, or letters, digits, - and _.`,
  });
}

function notOfFunction(text: string): AppError {
  return new AppError({
    code: 'REFERENCE_INVALID',
    message: `${text} is not the ARN of a function.`,
    suggestions: ['Write it as arn:aws:lambda:REGION:ACCOUNT:function:NAME, or give the name alone.'],
  });
}
