/** Ends a shift that was left half-way: forward, step by step and watched, or back at once. */
import { parseAliasNote, rememberBefore } from '../../domain/alias-note.js';
import type { AliasName, FunctionName, VersionNumber } from '../../domain/function-spec.js';
import type { ObservedAlias } from '../../domain/function-state.js';
import { atOnce, type Rollout } from '../../domain/rollout.js';
import { type HalfShift, halfShiftOf, withoutShiftNote } from '../../domain/shift-note.js';
import type { ShiftSetting } from '../../domain/shift-plan.js';
import { AppError } from '../../errors/app-error.js';
import type { Progress } from '../progress.js';
import { putBack, renderPutBack } from './put-back.js';
import { shiftAliases } from './shift-aliases.js';
import type { ShiftDeps } from './shift-task.js';

export interface SettleRequest {
  readonly name: FunctionName;
  readonly aliases: readonly AliasName[];
  readonly how: 'finish' | 'undo';
  /** Alarms and tolerance; how to shift is what the alias remembers. */
  readonly rollout: Rollout | undefined;
  /** Instead of what the alias remembers. */
  readonly shift?: ShiftSetting;
}

export interface SettledAlias {
  readonly name: string;
  readonly action: 'finished' | 'undone' | 'none';
  /** The version that has all traffic now. */
  readonly version: string;
}

export interface SettledFunction {
  readonly name: string;
  readonly aliases: readonly SettledAlias[];
}

/** Repeatable: aliases without a shift of ours are left as they are. @throws SHIFT_STOPPED, FUNCTION_NOT_FOUND */
export async function settleShift(
  request: SettleRequest,
  deps: ShiftDeps,
  progress: Progress,
  signal: AbortSignal,
): Promise<SettledFunction> {
  const settled: SettledAlias[] = [];
  for (const alias of request.aliases) {
    const found = await deps.functions.getAlias(request.name, alias);
    if (!found) continue;
    const half = halfShiftOf(found);
    if (!half) settled.push({ name: alias, action: 'none', version: found.version });
    else if (request.how === 'undo') settled.push(await undo(request.name, found, half, deps));
    else settled.push(await finish(request, found, half, deps, progress, signal));
  }
  if (settled.length === 0) await requireFunction(request, deps);
  return { name: request.name, aliases: settled };
}

/** A function without these aliases has nothing to settle; one that is not there was meant otherwise. */
async function requireFunction({ name }: SettleRequest, { functions }: ShiftDeps): Promise<void> {
  if (await functions.get(name)) return;
  throw new AppError({
    code: 'FUNCTION_NOT_FOUND',
    message: `Function ${name} does not exist in this account and region, so there is no shift to end.`,
    suggestions: ['Look elsewhere: --region, --profile'],
    details: { function: name },
  });
}

async function undo(
  name: FunctionName,
  found: ObservedAlias,
  half: HalfShift,
  deps: ShiftDeps,
): Promise<SettledAlias> {
  const outcome = await putBack(name, found, half.to as VersionNumber, deps);
  if (outcome.kind === 'back' || outcome.kind === 'untouched')
    return { name: found.name, action: 'undone', version: half.from };
  throw new AppError({
    code: 'SHIFT_STOPPED',
    message: `Undoing the shift of ${name} to version ${half.to}: ${renderPutBack([outcome])}`,
    suggestions: [`See how it stands: lading status ${name}`],
    details: { function: name, alias: found.name, outcome: outcome.kind },
  });
}

async function finish(
  { name, rollout = atOnce, shift }: SettleRequest,
  found: ObservedAlias,
  half: HalfShift,
  deps: ShiftDeps,
  progress: Progress,
  signal: AbortSignal,
): Promise<SettledAlias> {
  const own = withoutShiftNote(found.description);
  const ours = own === '' || parseAliasNote(own) !== undefined;
  const task = {
    name,
    version: half.to as VersionNumber,
    aliases: [{ before: found, finalDescription: ours ? rememberBefore(own, half.from) : own }],
    rollout: { ...rollout, shift: shift ?? half.setting },
  };
  await shiftAliases(task, half.percent, deps, progress, signal);
  return { name: found.name, action: 'finished', version: half.to };
}
