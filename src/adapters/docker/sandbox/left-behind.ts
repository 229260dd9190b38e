/** Says what becomes of containers and networks that an engine could not be asked to remove. */
import { AppError } from '../../../errors/app-error.js';

/** The same error, with what stays behind and who removes it; what is no failure of the engine is returned as it is. */
export function leftBehind(error: unknown): unknown {
  if (!(error instanceof AppError) || error.exitCode !== 3) return error;
  const { code, message, details } = error;
  return new AppError({
    code,
    message: `${message.replace(/\.$/, '')}. What lading made there stays for now: the next command that runs a function removes it.`,
    suggestions: [
      'Check that the engine is running: docker info',
      'Then look at what is left: docker ps -a --filter label=lading.sandbox',
    ],
    details,
    cause: error,
  });
}
