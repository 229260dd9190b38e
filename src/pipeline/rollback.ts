/** Rollback of one or several functions: look at all of them first, then move. */
import type { FunctionName } from '../domain/function-spec.js';
import type { RollbackPlan } from '../domain/rollback-plan.js';
import { toAppError } from '../errors/app-error.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import { type MovedAlias, moveBack } from '../services/move-aliases.js';
import { type PlannedRollback, planOneRollback, type RollbackRequest } from '../services/plan-rollback.js';
import { restoreFunction } from '../services/restore-function.js';
import { type RolledBack, rollBack } from '../services/roll-back.js';
import { ladingVersion } from '../version.js';
import { allOf } from './all-of.js';
import type { PipelineTools } from './deploy.js';
import { pipeline, type StepReport } from './step.js';

export interface RollbackResult {
  changed: boolean;
  functions: RolledBack[];
  /** Milliseconds. */
  timings: { plan: number; rollback: number; total: number };
}

/** The JSON document of `rollback --plan`: without the values to send, which may be secrets. */
export interface RollbackPlanResult {
  changes: boolean;
  functions: (Omit<RollbackPlan, 'update'> & { readonly warnings: readonly string[] })[];
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
  /** When one fails, aliases that were moved and code that was updated go back to where they were; what was published stays. */
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
      run: async (_state: object, report: StepReport, stop: AbortSignal) => {
        for (const warning of item.warnings) report.warn(warning);
        const { progress } = report;
        return rollBack(item, { waitTimeout, lading: ladingVersion, progress, onMoved }, deps, stop);
      },
    }));
  const act = pipeline<object>().each('Roll back', steps, async (_state, results) => {
    if (atomic && results.some(({ status }) => status === 'rejected')) {
      await moveBack(moved, deps);
      if (!signal.aborted) await restoreCode(planned, waitTimeout, deps, signal);
    }
    return allOf(results);
  });
  const functions = await stopwatch.measure('rollback', () => runner.run(act, {}, signal));
  const changed = functions.some(({ action }) => action !== 'unchanged');
  return { changed, functions, timings: stopwatch.read(['plan', 'rollback']) };
}

/** `$LATEST` of each function whose code was to be updated, with its settings; what goes wrong is told, and stops nothing. */
async function restoreCode(
  planned: readonly PlannedRollback[],
  waitTimeout: number,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<void> {
  const updated = planned.filter(({ plan }) => plan.method === 'code');
  await Promise.all(
    updated.map(async ({ plan, versions: { latest } }) => {
      const spec = {
        key: plan.name,
        name: plan.name as FunctionName,
        architecture: latest.architecture,
        configuration: {},
        environmentMode: 'replace' as const,
        publish: false,
        aliases: [],
        attachments: {},
      };
      const task = { spec, before: { latest, aliases: {} }, waitTimeout };
      await restoreFunction(task, deps, () => undefined, signal).catch((error: unknown) =>
        deps.effects.did(
          `could NOT take the code of ${plan.name} forward again: ${toAppError(error).message}`,
        ),
      );
    }),
  );
}

export function rollbackPlanResult(planned: readonly PlannedRollback[]): RollbackPlanResult {
  const functions = planned.map(({ plan: { update: _secret, ...shown }, warnings }) => ({
    ...shown,
    warnings,
  }));
  return { changes: functions.some(({ method }) => method !== 'none'), functions };
}
