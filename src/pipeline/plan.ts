/** What a deploy would do: looks, builds and compares, and changes nothing in the account. */
import type { AnyAttachmentPlan } from '../domain/attachments/attachments.js';
import type { DeployPlan, FunctionPlan, ImagePlan } from '../domain/deploy-plan.js';
import type { Warning } from '../domain/finding.js';
import { compareImage, type ImageComparison } from '../services/compare-image.js';
import { type PipelineTools, planPipeline } from './deploy.js';
import type { DeployRequest } from './deploy-state.js';

/** The JSON document of `plan --json`: the plan without the values to send, which may be secrets. */
export type PlanResult = Omit<DeployPlan, 'functions' | 'image'> & {
  readonly image: ImagePlan & ImageComparison;
  readonly functions: readonly ShownFunctionPlan[];
  readonly warnings: readonly Warning[];
};

export type ShownFunctionPlan = Omit<FunctionPlan, 'update' | 'attachments'> & {
  readonly attachments: readonly Omit<AnyAttachmentPlan, 'steps'>[];
};

export async function plan(
  request: DeployRequest,
  { deps, runner, stopwatch, signal }: PipelineTools,
): Promise<PlanResult> {
  const planned = await runner.run(
    planPipeline(request, deps, stopwatch, { refusing: false }),
    request,
    signal,
  );
  const { candidate, lookup, observed, warnings } = planned;
  const compared = await compareImage(candidate, lookup, observed, deps.registry);
  return {
    ...planned.plan,
    image: { ...planned.plan.image, ...compared },
    functions: planned.plan.functions.map(shown),
    warnings,
  };
}

function shown({ update: _secret, attachments, ...plan }: FunctionPlan): ShownFunctionPlan {
  return { ...plan, attachments: attachments.map(({ steps: _sent, ...attachment }) => attachment) };
}
