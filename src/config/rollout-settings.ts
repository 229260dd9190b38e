/** What the file says about how a new version takes over, and what it comes down to. */
import { resolve } from 'node:path';
import type { Rollout } from '../domain/rollout.js';
import { parseShift } from '../domain/shift-plan.js';
import type { JsonValue } from '../errors/app-error.js';

export interface RolloutSettings {
  readonly shift?: string;
  readonly alarms?: readonly string[];
  /** Percent. */
  readonly toleratedErrors?: number;
  readonly smoke?: { readonly event: string; readonly expect?: unknown };
}

const names = ['shift', 'alarms', 'toleratedErrors', 'smoke'] as const;
type RolloutName = (typeof names)[number];

/** Undefined when none of it is mentioned. `folder`: where relative paths start. */
export function rolloutOf(settings: RolloutSettings, folder: string): Rollout | undefined {
  if (names.every((name) => settings[name] === undefined)) return undefined;
  const { shift, alarms, toleratedErrors, smoke } = settings;
  return {
    shift: parseShift(shift ?? 'all'),
    alarms: [...new Set(alarms)],
    toleratedErrors: toleratedErrors ?? 0,
    ...(smoke && { smoke: { ...smokeTest(smoke), event: resolve(folder, smoke.event) } }),
  };
}

/** The other settings. */
export function withoutRollout<Settings extends RolloutSettings>(
  settings: Settings,
): Omit<Settings, RolloutName> {
  const others = Object.entries(settings).filter(([name]) => !(names as readonly string[]).includes(name));
  return Object.fromEntries(others) as Omit<Settings, RolloutName>;
}

function smokeTest({ expect }: NonNullable<RolloutSettings['smoke']>): { expect?: JsonValue } {
  return expect === undefined ? {} : { expect: expect as JsonValue };
}
