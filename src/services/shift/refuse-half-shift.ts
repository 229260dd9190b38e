/** Keeps a deploy from going over a shift that has not ended. */
import type { FunctionView } from '../../domain/deploy-plan.js';
import type { FunctionSpec } from '../../domain/function-spec.js';
import { type HalfShift, halfShiftOf } from '../../domain/shift-note.js';
import { renderShift } from '../../domain/shift-plan.js';
import { AppError } from '../../errors/app-error.js';

/** @throws SHIFT_UNFINISHED */
export function refuseHalfShift({ name, key, aliases }: FunctionSpec, view: FunctionView | undefined): void {
  const halves = aliases.flatMap((alias): HalfShift[] => {
    const found = view && Object.hasOwn(view.aliases, alias) ? view.aliases[alias] : undefined;
    const half = found && halfShiftOf(found.alias);
    return half ? [half] : [];
  });
  const [first] = halves;
  if (!first) return;
  const how = halves
    .map(
      ({ alias, from, to, percent }) =>
        `alias ${alias} gives ${percent}% of its traffic to version ${to}, the rest to version ${from}`,
    )
    .join('; ');
  throw new AppError({
    code: 'SHIFT_UNFINISHED',
    message: `A shift of ${name} (${renderShift(first.setting)}) has not ended: ${how}. Either another deploy is still at it, or it was killed. No alias was moved.`,
    suggestions: [
      `Finish it, watched as before: lading deploy ${key} --finish-shift`,
      `Or undo it, back to version ${first.from}: lading deploy ${key} --undo-shift`,
    ],
    details: {
      function: name,
      shifts: halves.map(({ alias, from, to, percent }) => ({ alias, from, to, percent })),
    },
  });
}
