/** The whole deploy: look and build at the same time, compare, then repository, push and functions in that order. */
import type { DeployDeps } from '../services/deploy-deps.js';
import { collectReleases } from './collect-releases.js';
import { type DeployResult, deployResult } from './deploy-result.js';
import type { DeployRequest, Planned } from './deploy-state.js';
import { observeStep, planStep, pushStep, releaseSteps, repositoryStep } from './deploy-steps.js';
import { acquireStep, resolveStep } from './image-steps.js';
import { type Pipeline, type PipelineRunner, pipeline } from './step.js';
import type { Stopwatch } from './stopwatch.js';

export interface PipelineTools {
  readonly deps: DeployDeps;
  readonly runner: PipelineRunner;
  readonly stopwatch: Stopwatch;
  readonly signal: AbortSignal;
}

/** Everything up to the plan; changes nothing in the account. An image that has to be built is built meanwhile. */
export function planPipeline(
  { source }: DeployRequest,
  deps: DeployDeps,
  stopwatch: Stopwatch,
): Pipeline<DeployRequest, Planned> {
  const start = pipeline<DeployRequest>();
  const acquired =
    source.kind === 'stored'
      ? start.next(observeStep(deps)).next(resolveStep(deps, source.reference))
      : start.together(observeStep(deps), acquireStep(deps, stopwatch));
  return acquired.next(planStep(deps));
}

/** @throws whatever a step throws; with several functions, one error that says how each of them ended */
export async function deploy(
  request: DeployRequest,
  { deps, runner, stopwatch, signal }: PipelineTools,
): Promise<DeployResult> {
  const whole = planPipeline(request, deps, stopwatch)
    .next(repositoryStep(deps, stopwatch))
    .next(pushStep(deps, stopwatch))
    .each('Functions', releaseSteps(deps, stopwatch), (state, results) =>
      collectReleases(state, results, deps, signal),
    );
  const released = await runner.run(whole, request, signal);
  return deployResult(released, stopwatch);
}
