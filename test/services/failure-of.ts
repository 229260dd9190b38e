/** The AppError that a call ends with; anything else is thrown on. */
import { AppError } from '../../src/errors/app-error.js';

export async function failureOf(run: Promise<unknown>): Promise<AppError> {
  const outcome = await run.then(
    (value) => new Error(`It did not fail: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (outcome instanceof AppError) return outcome;
  throw outcome;
}
