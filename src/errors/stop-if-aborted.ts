/** Ends work between two steps once the user has asked for it. */
import { AppError } from './app-error.js';

/** For the moments at which nothing is under way that would notice the signal by itself. @throws INTERRUPTED */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError({ code: 'INTERRUPTED', message: 'Stopped before the next step.' });
}
