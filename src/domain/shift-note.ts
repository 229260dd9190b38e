/** A shift under way as the alias itself remembers it, so that it is found again after a kill: no state file is needed. */
import type { ObservedAlias } from './function-state.js';
import { parseShift, renderShift, type ShiftSetting, shiftPattern } from './shift-plan.js';

/** An alias whose traffic is split by a shift of ours that has not ended. */
export interface HalfShift {
  readonly alias: string;
  /** The version that still is the alias's main one. */
  readonly from: string;
  readonly to: string;
  /** Percent of the traffic that `to` has now. */
  readonly percent: number;
  readonly setting: ShiftSetting;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
const longest = 256;
const pattern = / ?\[lading: shift (\d+) to (\d+), ([^\]]+)\]$/;

/**
 * The description with the note behind it, as `… [lading: shift 3 to 4, linear:10%/1m]`; what stands there already stays, and is
 * cut at its end where both would be too long.
 */
export function addShiftNote(description: string, from: string, to: string, setting: ShiftSetting): string {
  const note = `[lading: shift ${from} to ${to}, ${renderShift(setting)}]`;
  const own = withoutShiftNote(description).slice(0, longest - note.length - 1);
  return own === '' ? note : `${own} ${note}`;
}

/** The description as it was before the shift. */
export function withoutShiftNote(description: string): string {
  return description.replace(pattern, '');
}

/**
 * Undefined when the alias does not split its traffic, or somebody else splits it. A note that no longer fits the alias's
 * versions is somebody else's change, too.
 */
export function halfShiftOf({ name, version, description, weights }: ObservedAlias): HalfShift | undefined {
  const [, from = '', to = '', shift = ''] = pattern.exec(description) ?? [];
  const weight = weights[to];
  if (from !== version || weight === undefined) return undefined;
  const setting: ShiftSetting = shiftPattern.test(shift) ? parseShift(shift) : { kind: 'all' };
  return { alias: name, from, to, percent: Math.round(weight * 100), setting };
}
