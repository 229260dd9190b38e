/** Rollback of one or several functions: look at all of them first, then move. */
import type { AliasName, VersionNumber } from '../domain/function-spec.js';
import type { RollbackPlan } from '../domain/rollback-plan.js';
import type { DeployDeps } from '../services/deploy-deps.js';
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
  /** When one fails, the aliases of the others go back to where they were. */
  readonly atomic: boolean;
}

export async function rollback(
  planned: readonly PlannedRollback[],
  { waitTimeout, atomic }: RollbackOptions,
  { deps, runner, stopwatch, signal }: PipelineTools,
): Promise<RollbackResult> {
  const steps = () =>
    planned.map((item) => ({
      id: item.plan.name,
      title: `Roll back ${item.plan.name}`,
      run: (_state: object, report: { progress: (text: string) => void }, stop: AbortSignal) =>
        rollBack(item, deps, waitTimeout, report.progress, stop),
    }));
  const act = pipeline<object>().each('Roll back', steps, async (_state, results) => {
    if (atomic && results.some(({ status }) => status === 'rejected')) await undo(planned, results, deps);
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

/** Aliases that moved go back; code that was updated stays and is named in the error's list of what was done. */
async function undo(
  planned: readonly PlannedRollback[],
  results: readonly PromiseSettledResult<RolledBack>[],
  { functions, effects }: DeployDeps,
): Promise<void> {
  for (const [index, { plan }] of planned.entries()) {
    if (results[index]?.status !== 'fulfilled' || plan.method === 'none') continue;
    if (plan.alias === null || plan.from.version === null) continue;
    const version = plan.from.version as VersionNumber;
    await functions.updateAlias(plan.name as never, plan.alias as AliasName, { version });
    effects.did(`pointed alias ${plan.alias} of ${plan.name} forward again to version ${version}`);
  }
}
