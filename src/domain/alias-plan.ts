/** What has to be done so that one alias names what a function is going to run; pure. */
import { parseAliasNote, rememberBefore } from './alias-note.js';
import { sameConfiguration } from './function-diff.js';
import type { ObservedAlias, ObservedFunction } from './function-state.js';
import { type HalfShift, halfShiftOf } from './shift-note.js';
import { renderShift } from './shift-plan.js';

export interface AliasPlan {
  readonly name: string;
  readonly action: 'create' | 'update' | 'none';
  /** The version that it names now. */
  readonly from?: string;
  /** A gradual shift that has not ended: it has to be finished or undone before anything of this plan is done. */
  readonly shift?: {
    readonly from: string;
    readonly to: string;
    readonly percent: number;
    readonly setting: string;
  };
  /** What the alias will remember of that version; missing when its description is somebody's own. */
  readonly note?: string;
}

/** One alias and the version behind it, as read. */
export interface AliasView {
  readonly alias: ObservedAlias;
  readonly target: ObservedFunction | undefined;
}

/** `touched`: the function is about to change, so that the version the alias names will not be what runs then. */
export function planAlias(
  name: string,
  latest: ObservedFunction,
  found: AliasView | undefined,
  touched: boolean,
): AliasPlan {
  if (!found) return { name, action: 'create' };
  const { alias, target } = found;
  const current =
    target !== undefined &&
    Object.keys(alias.weights).length === 0 &&
    target.codeSha256 === latest.codeSha256 &&
    target.architecture === latest.architecture &&
    sameConfiguration(target.configuration, latest.configuration);
  if (current && !touched) return { name, action: 'none', from: alias.version };
  const ours = alias.description === '' || parseAliasNote(alias.description) !== undefined;
  const half = halfShiftOf(alias);
  return {
    name,
    action: 'update',
    from: alias.version,
    ...(half && { shift: shiftOf(half) }),
    ...(ours && { note: rememberBefore(alias.description, alias.version) }),
  };
}

function shiftOf({ from, to, percent, setting }: HalfShift): NonNullable<AliasPlan['shift']> {
  return { from, to, percent, setting: renderShift(setting) };
}
