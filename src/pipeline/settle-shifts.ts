/** Ends the shifts of one or several functions that were left half-way: `deploy --finish-shift` and `--undo-shift`. */
import type { FunctionSpec } from '../domain/function-spec.js';
import type { ShiftSetting } from '../domain/shift-plan.js';
import { type SettledFunction, settleShift } from '../services/shift/settle-shift.js';
import { allOf } from './all-of.js';
import type { PipelineTools } from './deploy.js';
import { pipeline, type StepReport } from './step.js';

/** The JSON document of `deploy --finish-shift` and `deploy --undo-shift`. */
export interface SettleResult {
  changed: boolean;
  functions: SettledFunction[];
  /** Milliseconds. */
  timings: { shift: number; total: number };
}

/** Builds and pushes nothing. `instead`: how to shift, where not as the alias remembers. @throws SHIFT_STOPPED */
export async function settleShifts(
  specs: readonly FunctionSpec[],
  how: 'finish' | 'undo',
  { deps, runner, stopwatch, signal }: PipelineTools,
  instead?: ShiftSetting,
): Promise<SettleResult> {
  const title = how === 'finish' ? 'Finish the shift of' : 'Undo the shift of';
  const steps = () =>
    specs.map(({ name, aliases, rollout }) => ({
      id: name,
      title: `${title} ${name}`,
      async run(_state: object, report: StepReport, stop: AbortSignal) {
        const request = { name, aliases, how, rollout, ...(instead && { shift: instead }) };
        const settled = await settleShift(request, deps, report.progress, stop);
        report.outcome(settled.aliases.map(({ name: alias, action }) => `${alias} ${action}`).join(', '));
        return settled;
      },
    }));
  const settle = pipeline<object>().each('Shifts', steps, (_state, results) => allOf(results));
  const functions = await stopwatch.measure('shift', () => runner.run(settle, {}, signal));
  const changed = functions.some(({ aliases }) => aliases.some(({ action }) => action !== 'none'));
  return { changed, functions, timings: stopwatch.read(['shift']) };
}
