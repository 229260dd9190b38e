/** Catches the AppError that a call ends with, so that a test can look at all of it. */
import { AppError } from '../../src/errors/app-error.js';

export function thrownBy(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It did not throw.');
}
