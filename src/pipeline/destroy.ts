/** Destroy: look what there is, then delete it. */
import { applyDestroy } from '../services/apply-destroy.js';
import { type DestroyPlan, type DestroyRequest, planDestroy } from '../services/plan-destroy.js';
import type { PipelineTools } from './deploy.js';
import { pipeline } from './step.js';

/** The JSON document of `destroy --json`. */
export interface DestroyResult {
  applied: boolean;
  deleted: { kind: string; name: string }[];
  kept: { what: string; why: string }[];
}

export async function lookWhatToDestroy(
  request: DestroyRequest,
  { deps, runner, signal }: PipelineTools,
): Promise<DestroyPlan> {
  const look = pipeline<object>().next({
    id: 'look',
    title: 'Look what there is',
    run: () => planDestroy(request, deps),
  });
  return runner.run(look, {}, signal);
}

export async function destroy(
  plan: DestroyPlan,
  waitTimeout: number,
  { deps, runner, signal }: PipelineTools,
): Promise<DestroyResult> {
  const deadline = deps.clock.now() + waitTimeout;
  const remove = pipeline<object>().next({
    id: 'delete',
    title: 'Delete',
    run: async (_state, report, stop) => {
      await applyDestroy(plan, deps, deadline, report.progress, stop);
      report.outcome(`${plan.doomed.length} things`);
    },
  });
  await runner.run(remove, {}, signal);
  return { ...destroyResult(plan), applied: true };
}

/** The plan as a document. */
export function destroyResult({ doomed, kept }: DestroyPlan): DestroyResult {
  return {
    applied: false,
    deleted: doomed.map(({ kind, name }) => ({ kind, name })),
    kept: kept.map((item) => ({ ...item })),
  };
}
