/** What a deploy would do: looks, builds and compares, and changes nothing in the account. */
import type { DeployPlan, FunctionPlan } from '../domain/deploy-plan.js';
import { type PipelineTools, planPipeline } from './deploy.js';
import type { DeployRequest } from './deploy-state.js';

/** The JSON document of `plan --json`: the plan without the values to send, which may be secrets. */
export type PlanResult = Omit<DeployPlan, 'functions'> & {
  readonly functions: readonly Omit<FunctionPlan, 'update'>[];
};

export async function plan(
  request: DeployRequest,
  { deps, runner, stopwatch, signal }: PipelineTools,
): Promise<PlanResult> {
  const planned = await runner.run(planPipeline(request, deps, stopwatch), request, signal);
  return { ...planned.plan, functions: planned.plan.functions.map(({ update: _secret, ...shown }) => shown) };
}
