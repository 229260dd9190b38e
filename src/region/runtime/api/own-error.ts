/** Errors that the Runtime API itself finds in what a runtime sends. */
import type { ReportedError } from '../runtime-api.js';

/** In the form in which runtimes report errors. */
export function ownError(errorType: string, errorMessage: string): ReportedError {
  return { errorType, body: Buffer.from(JSON.stringify({ errorMessage, errorType })), own: true };
}
