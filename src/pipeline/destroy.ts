/** Destroy: look what there is, then delete it. */
import { applyDestroy } from '../services/apply-destroy.js';
import { type DestroyPlan, type DestroyRequest, planDestroy } from '../services/plan-destroy.js';
import type { PipelineTools } from './deploy.js';
import { runStep } from './run-step.js';

/** The JSON document of `destroy --json`. */
export interface DestroyResult {
  applied: boolean;
  deleted: { kind: string; name: string }[];
  kept: { what: string; why: string }[];
}

export async function lookWhatToDestroy(request: DestroyRequest, tools: PipelineTools): Promise<DestroyPlan> {
  const { deps } = tools;
  return runStep(tools, {
    id: 'look',
    title: 'Look what there is',
    run: () => planDestroy(request, deps),
  });
}

export async function destroy(
  plan: DestroyPlan,
  waitTimeout: number,
  tools: PipelineTools,
): Promise<DestroyResult> {
  const { deps } = tools;
  const deadline = deps.clock.now() + waitTimeout;
  await runStep(tools, {
    id: 'delete',
    title: 'Delete',
    run: async (_state, report, stop) => {
      await applyDestroy(plan, deps, deadline, report.progress, stop);
      report.outcome(`${plan.doomed.length} things`);
    },
  });
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
