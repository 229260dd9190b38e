/** Moves the traffic of aliases to a version step by step, and puts it back at once when something is wrong. */
import type { AliasName, VersionNumber } from '../../domain/function-spec.js';
import type { ObservedAlias } from '../../domain/function-state.js';
import { addShiftNote } from '../../domain/shift-note.js';
import { planShift, type ShiftStep } from '../../domain/shift-plan.js';
import { AppError, toAppError } from '../../errors/app-error.js';
import { stopIfAborted } from '../../errors/stop-if-aborted.js';
import type { Progress } from '../progress.js';
import { type PutBack, putBack, renderPutBack } from './put-back.js';
import type { ShiftDeps, ShiftedAlias, ShiftTask } from './shift-task.js';
import { watchVersion } from './watch-version.js';

/**
 * From `reached` percent to everything. After each step the version is watched for the pause; nobody looks after the last one.
 * The alias remembers the shift from its first step to its last, so that it is found after a kill.
 * @throws SHIFT_STOPPED with what became of the aliases; INTERRUPTED after Ctrl-C, with the aliases put back as well
 */
export async function shiftAliases(
  task: ShiftTask,
  reached: number,
  deps: ShiftDeps,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { name, version, rollout } = task;
  const aliases = task.aliases.map(({ before }) => before.name as AliasName);
  const watch = watchVersion({ name, version, aliases, rollout }, deps);
  const revisions = new Map(task.aliases.map(({ before }) => [before.name, before.revisionId]));
  let percent = reached;
  try {
    // Before the first step too: whoever may not look has to hear it now. A step that was reached before a kill is watched anew.
    const { shift } = rollout;
    if (shift.kind !== 'all') await requireWell(watch(reached > 0 ? shift.pause : 0, signal));
    for (const step of planShift(rollout.shift, reached)) {
      stopIfAborted(signal);
      progress(`${step.percent}% of the traffic to version ${version}${watched(step)}`, 'log');
      for (const alias of task.aliases) {
        const moved = await move(task, alias, step, revisions.get(alias.before.name), deps);
        percent = step.percent;
        revisions.set(moved.name, moved.revisionId);
      }
      if (step.pause > 0) await requireWell(watch(step.pause, signal));
      // Whoever stopped it while the last step was under way did not want that step.
      else stopIfAborted(signal);
    }
  } catch (error) {
    const outcomes: PutBack[] = [];
    for (const { before } of task.aliases) outcomes.push(await putBack(name, before, version, deps));
    throw stopped(task, percent, error, outcomes);
  }
  for (const alias of aliases) deps.effects.did(`shifted alias ${alias} of ${name} to version ${version}`);
}

function watched({ pause }: ShiftStep): string {
  return pause > 0 ? `, watched for ${pause / 1000} s` : '';
}

/** Why a version is not well; only passed on within this file. */
class Breach extends Error {}

async function requireWell(sighting: Promise<string | undefined>): Promise<void> {
  const breach = await sighting;
  if (breach !== undefined) throw new Breach(breach);
}

/**
 * Ctrl-C does not stop it, else nobody would know whether it happened. The answer to a change may be lost and the change repeated,
 * which then meets its own effect: that is no foreign change.
 */
async function move(
  { name, version, rollout }: ShiftTask,
  { before, finalDescription }: ShiftedAlias,
  { percent }: ShiftStep,
  revisionId: string | undefined,
  { lasting }: ShiftDeps,
): Promise<ObservedAlias> {
  const alias = before.name as AliasName;
  const wanted =
    percent === 100
      ? { version, weights: {}, description: finalDescription }
      : {
          version: before.version as VersionNumber,
          weights: { [version]: percent / 100 },
          description: addShiftNote(before.description, before.version, version, rollout.shift),
        };
  try {
    return await lasting.updateAlias(name, alias, { ...wanted, ...(revisionId && { revisionId }) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'FUNCTION_CHANGED_MEANWHILE') throw error;
    const now = await lasting.getAlias(name, alias);
    const there = now?.version === wanted.version && now.description === wanted.description;
    if (there && now.weights[version] === wanted.weights[version]) return now;
    throw error;
  }
}

function stopped(
  { name, version }: ShiftTask,
  percent: number,
  error: unknown,
  outcomes: readonly PutBack[],
): AppError {
  const breach = error instanceof Breach;
  const cause = breach ? undefined : toAppError(error);
  const after = renderPutBack(outcomes);
  const failed = outcomes.some(({ kind }) => kind === 'failed');
  const repair = failed ? [`Put it back: lading deploy ${name} --undo-shift`] : [];
  if (cause?.code === 'INTERRUPTED') {
    return new AppError({
      code: 'INTERRUPTED',
      message: `The shift of ${name} to version ${version} was stopped at ${percent}%. ${after}`,
      suggestions: [
        ...repair,
        `See how it stands: lading status ${name}`,
        'Deploy again: the shift begins anew.',
      ],
      details: { function: name, version, percent, aliases: aliasesOf(outcomes) },
      cause: error,
    });
  }
  const reason = breach ? `${error.message}.` : cause?.message;
  return new AppError({
    code: 'SHIFT_STOPPED',
    message: `The shift of ${name} to version ${version} was stopped at ${percent}%: ${reason} ${after}`,
    suggestions: [...repair, ...(cause?.suggestions ?? []), `See how it stands: lading status ${name}`],
    details: {
      function: name,
      version,
      percent,
      aliases: aliasesOf(outcomes),
      ...(cause && { reason: cause.code }),
    },
    cause: error,
  });
}

function aliasesOf(outcomes: readonly PutBack[]) {
  return outcomes.map(({ alias, version, kind }) => ({ alias, version, outcome: kind }));
}
