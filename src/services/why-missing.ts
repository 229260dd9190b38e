/** Says what is missing where Lambda only says that it found no function: the function itself, or the version that was asked for. */
import { AppError } from '../errors/app-error.js';
import type { InvocationRequest } from '../ports/function-invoker.js';
import type { FunctionService } from '../ports/function-service.js';

/** The error itself, or a more exact one. Costs one GetFunction where a version was asked for. */
export async function whyMissing(
  missing: AppError,
  { name, address, qualifier }: Pick<InvocationRequest, 'name' | 'address' | 'qualifier'>,
  functions: Pick<FunctionService, 'get'>,
): Promise<AppError> {
  if (qualifier === '$LATEST' || !(await exists())) return missing;
  return new AppError({
    code: 'FUNCTION_NOT_FOUND',
    message: `Function ${name} has no ${/^\d+$/.test(qualifier) ? 'version' : 'alias'} ${qualifier}. The event was not sent to any other.`,
    suggestions: [
      `See its versions and aliases: lading history ${name}`,
      `Invoke the newest code: lading invoke ${name} --qualifier '$LATEST'`,
    ],
    details: { ...missing.details, function: name, qualifier },
    cause: missing,
  });

  async function exists(): Promise<boolean> {
    try {
      return (await functions.get(address ?? name)) !== undefined;
    } catch (error) {
      // Who may not look is told what Lambda said.
      if (error instanceof AppError) return false;
      throw error;
    }
  }
}
