/** Parses the names of functions and aliases. */
import { AppError } from '../errors/app-error.js';
import type { AliasName, FunctionName } from './function-spec.js';

// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
const functionShape = /^[a-zA-Z0-9-_]{1,64}$/;
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
const aliasShape = /^(?![0-9]+$)[a-zA-Z0-9-_]{1,128}$/;

function isFunctionName(text: string): text is FunctionName {
  return functionShape.test(text);
}

/** A plain name, not an ARN. @throws REFERENCE_INVALID: 1 to 64 letters, digits, `-` or `_`. */
export function parseFunctionName(text: string): FunctionName {
  if (isFunctionName(text)) return text;
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `"${text}" is not a function name: 1 to 64 letters, digits, - or _.`,
  });
}

function isAliasName(text: string): text is AliasName {
  return aliasShape.test(text);
}

/** @throws REFERENCE_INVALID: 1 to 128 letters, digits, `-` or `_`, and not only digits, which would be a version. */
export function parseAliasName(text: string): AliasName {
  if (isAliasName(text)) return text;
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `"${text}" is not an alias name: 1 to 128 letters, digits, - or _, and not digits alone.`,
  });
}
