/** Answers that may stay out: whoever may read functions need not be allowed to read their repository. */
import { AppError } from '../errors/app-error.js';

export const unknown = Symbol('could not be asked');

/** Every error of ours but an interruption counts as "not known". */
export async function orUnknown<T>(answer: Promise<T>): Promise<T | typeof unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.code !== 'INTERRUPTED') return unknown;
    throw error;
  }
}

/** Only what these credentials may not ask counts as "not known". */
export async function unlessDenied<T>(answer: Promise<T>): Promise<T | typeof unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.code === 'ACCESS_DENIED') return unknown;
    throw error;
  }
}
