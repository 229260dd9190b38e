/** Rollback of one or several functions: look at all of them first, then move. */
import type { RollbackPlan } from '../domain/rollback-plan.js';
import { type MovedAlias, moveBack } from '../services/move-aliases.js';
import { type PlannedRollback, planOneRollback, type RollbackRequest } from '../services/plan-rollback.js';
import { type RolledBack, rollBack } from '../services/roll-back.js';
import { allOf } from './all-of.js';
import type { PipelineTools } from './deploy.js';
import { pipeline } from './step.js';

export interface RollbackResult {
  changed: boolean;
  functions: RolledBack[];
  /** Milliseconds. */
  timings: { plan: number; rollback: number; total: number };
}

/** The JSON document of `rollback --plan`: without the values to send, which may be secrets. */
export interface RollbackPlanResult {
  changes: boolean;
  functions: Omit<RollbackPlan, 'update'>[];
}

/** Reads only; when one of several cannot be rolled back, none is. */
export async function planRollbacks(
  requests: readonly RollbackRequest[],
  { deps, runner, stopwatch, signal }: PipelineTools,
): Promise<PlannedRollback[]> {
  const steps = () =>
    requests.map((request) => ({
      id: request.name,
      title: `Look at ${request.name}`,
      run: () => planOneRollback(request, deps),
    }));
  const look = pipeline<object>().each('Look', steps, (_state, results) => allOf(results));
  return stopwatch.measure('plan', () => runner.run(look, {}, signal));
}

export interface RollbackOptions {
  /** Milliseconds for the waits of one function. */
  readonly waitTimeout: number;
  /** When one fails, all aliases that were moved go back to where they were; code that was updated stays, and is named. */
  readonly atomic: boolean;
}

export async function rollback(
  planned: readonly PlannedRollback[],
  { waitTimeout, atomic }: RollbackOptions,
  { deps, runner, stopwatch, signal }: PipelineTools,
): Promise<RollbackResult> {
  const moved: MovedAlias[] = [];
  const onMoved = (alias: MovedAlias): void => void moved.push(alias);
  const steps = () =>
    planned.map((item) => ({
      id: item.plan.name,
      title: `Roll back ${item.plan.name}`,
      run: (_state: object, report: { progress: (text: string) => void }, stop: AbortSignal) =>
        rollBack(item, deps, waitTimeout, { progress: report.progress, onMoved }, stop),
    }));
  const act = pipeline<object>().each('Roll back', steps, async (_state, results) => {
    if (atomic && results.some(({ status }) => status === 'rejected')) await moveBack(moved, deps);
    return allOf(results);
  });
  const functions = await stopwatch.measure('rollback', () => runner.run(act, {}, signal));
  const changed = functions.some(({ action }) => action !== 'unchanged');
  return { changed, functions, timings: stopwatch.read(['plan', 'rollback']) };
}

export function rollbackPlanResult(planned: readonly PlannedRollback[]): RollbackPlanResult {
  const functions = planned.map(({ plan: { update: _secret, ...shown } }) => shown);
  return { changes: functions.some(({ method }) => method !== 'none'), functions };
}
