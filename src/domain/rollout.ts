/** How a new version takes over an alias: tried first, shifted step by step, watched meanwhile. */
import type { JsonValue } from '../errors/app-error.js';
import type { ShiftSetting } from './shift-plan.js';

/** One event that the new version has to answer well before it gets any traffic. */
export interface SmokeTest {
  /** Absolute path of the event, a JSON file. */
  readonly event: string;
  /** The content of that file, once it was read. */
  readonly payload?: string;
  /** Missing: any answer but an error of the function. See `expectation.ts`. */
  readonly expect?: JsonValue;
}

export interface Rollout {
  readonly shift: ShiftSetting;
  /** CloudWatch alarms that end a shift. */
  readonly alarms: readonly string[];
  /** Percent of the new version's invocations that may fail during a shift. */
  readonly toleratedErrors: number;
  readonly smoke?: SmokeTest;
}

/** What happens when nothing is said: all traffic at once. */
export const atOnce: Rollout = { shift: { kind: 'all' }, alarms: [], toleratedErrors: 0 };
