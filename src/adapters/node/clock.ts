/** The machine's clock. */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.js';
import type { Clock } from '../../ports/system.js';

export function createClock(): Clock {
  return { now: Date.now, sleep };
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new AppError({ code: 'INTERRUPTED', message: 'Stopped while waiting.', cause: error });
  }
}
