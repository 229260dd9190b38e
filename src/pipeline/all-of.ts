/** Brings the results of steps together that ran at the same time, where nothing is to be said about those that went well. */
import { AppError, toAppError } from '../errors/app-error.js';

/** @throws the only error, or one that holds the messages of all */
export function allOf<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  const failures = results.flatMap((result) =>
    result.status === 'rejected' ? [toAppError(result.reason)] : [],
  );
  const [first] = failures;
  if (!first) return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (failures.length === 1) throw first;
  throw new AppError({
    code: first.code,
    message: failures.map(({ message }) => message).join(' '),
    suggestions: [...new Set(failures.flatMap(({ suggestions }) => suggestions))],
    details: { failures: failures.map(({ code, message }) => ({ code, message })) },
  });
}
