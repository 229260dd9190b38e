/** Gradual shifts of an alias's traffic: how they are written, and the steps that they come down to. Pure. */
import { AppError } from '../errors/app-error.js';
import { parseDuration } from './duration.js';

export type ShiftSetting =
  | { readonly kind: 'all' }
  | {
      /** `linear`: that much more after each pause. `canary`: that much once, then everything. */
      readonly kind: 'linear' | 'canary';
      /** Whole percent, 1 to 99. */
      readonly percent: number;
      /** Milliseconds. */
      readonly pause: number;
      /** As written, `linear:10%/1m`. */
      readonly text: string;
    };

export interface ShiftStep {
  /** Whole percent of the traffic that the new version then has. */
  readonly percent: number;
  /** Milliseconds to watch it before the next step; 0 after the last one. */
  readonly pause: number;
}

/** What a shift may be written as; the schema of the configuration uses it too. */
export const shiftPattern = /^(?:all|(linear|canary):([1-9][0-9]?)%\/(\d+(?:\.\d+)?(?:ms|s|m|h)))$/;

/** Reads `all`, `linear:10%/1m`, `canary:10%/5m`. @throws USAGE */
export function parseShift(text: string): ShiftSetting {
  const match = shiftPattern.exec(text);
  if (!match) {
    throw new AppError({
      code: 'USAGE',
      message: `${text} is no shift; write linear:10%/1m, canary:10%/5m or all.`,
    });
  }
  const [, kind, percent, pause] = match;
  if (kind === undefined) return { kind: 'all' };
  return {
    kind: kind as 'linear' | 'canary',
    percent: Number(percent),
    pause: parseDuration(pause ?? '', '--shift'),
    text,
  };
}

/** The steps still to take, in order; the last one is always everything. `reached`: percent that the version has already. */
export function planShift(setting: ShiftSetting, reached = 0): ShiftStep[] {
  const last = { percent: 100, pause: 0 };
  if (setting.kind === 'all') return [last];
  const { kind, percent, pause } = setting;
  const count = kind === 'canary' ? 1 : Math.ceil(100 / percent) - 1;
  const partial = Array.from({ length: count }, (_, index) => ({ percent: percent * (index + 1), pause }));
  return [...partial.filter((step) => step.percent > reached), last];
}

/** The setting as a person writes it. */
export function renderShift(setting: ShiftSetting): string {
  return setting.kind === 'all' ? 'all' : setting.text;
}
