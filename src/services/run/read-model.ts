/** Reads the deployed function whose configuration is to be taken. */
import { parseFunctionName } from '../../domain/function-name.js';
import type { FunctionReference } from '../../domain/function-reference.js';
import type { ObservedFunction } from '../../domain/function-state.js';
import { AppError } from '../../errors/app-error.js';
import type { FunctionService } from '../../ports/function-service.js';

/** One GetFunction. @throws FUNCTION_NOT_FOUND, REFERENCE_INVALID, ACCESS_DENIED when its variables cannot be read either */
export async function readModel(
  { name, address, qualifier }: FunctionReference,
  functions: Pick<FunctionService, 'get'>,
): Promise<ObservedFunction> {
  const model = await functions.get(address ?? parseFunctionName(name), qualifier);
  const label = qualifier === undefined ? name : `${name}:${qualifier}`;
  if (!model) {
    throw new AppError({
      code: 'FUNCTION_NOT_FOUND',
      message: `There is no function ${label} in this account and region whose configuration could be taken. Nothing was started.`,
      suggestions: [`Look which versions and aliases there are: lading history ${name}`],
      details: { function: name, ...(qualifier !== undefined && { qualifier }) },
    });
  }
  if (model.environmentError === undefined) return model;
  throw new AppError({
    code: 'ACCESS_DENIED',
    message: `Lambda does not show the environment variables of ${label}: ${model.environmentError} Nothing was started.`,
    suggestions: [
      'Ask for kms:Decrypt with the key of the function, or leave out --like and give them: --env KEY=VALUE',
    ],
    details: { function: name },
  });
}

/** What it runs. @throws PACKAGE_TYPE_ZIP for a function without an image */
export function imageOf({ name, resolvedImageUri, imageUri }: ObservedFunction): string {
  const uri = resolvedImageUri ?? imageUri;
  if (uri !== undefined) return uri;
  throw new AppError({
    code: 'PACKAGE_TYPE_ZIP',
    message: `${name} has no image that could be run: it is a Zip function. Nothing was started.`,
    suggestions: [`Name an image to run with its configuration: lading run IMAGE --like ${name}`],
    details: { function: name },
  });
}
