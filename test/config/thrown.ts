/** Catches the AppError that a call ends with, to look at all of it. */
import { AppError } from '../../src/errors/app-error.js';

export async function thrownBy(run: () => unknown): Promise<AppError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It did not throw.');
}
