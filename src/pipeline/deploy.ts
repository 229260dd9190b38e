/** The whole deploy: look and build at the same time, compare, then repository, push and functions in that order. */
import type { ImageSourceChoice } from '../domain/image-source.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import { collectReleases } from './collect-releases.js';
import { type DeployResult, deployResult } from './deploy-result.js';
import type { Acquired, Checked, DeployRequest, Observed, Retired } from './deploy-state.js';
import { observeStep, planStep, pushStep, releaseSteps, repositoryStep } from './deploy-steps.js';
import { acquireStep, archiveStep, foreignStep, packStep, resolveStep } from './image-steps.js';
import { preflightStep } from './preflight-step.js';
import { retireStep } from './retire-step.js';
import { startStep } from './start-step.js';
import { type Pipeline, type PipelineRunner, pipeline } from './step.js';
import type { Stopwatch } from './stopwatch.js';

export interface PipelineTools {
  readonly deps: DeployDeps;
  readonly runner: PipelineRunner;
  readonly stopwatch: Stopwatch;
  readonly signal: AbortSignal;
}

/**
 * Everything up to the plan and its warnings; changes nothing in the account. An image that has to be built is built meanwhile.
 * `refusing`: a shift that has not ended is an error, not a part of the plan.
 */
export function planPipeline(
  { source }: DeployRequest,
  deps: DeployDeps,
  stopwatch: Stopwatch,
  { refusing }: { readonly refusing: boolean },
): Pipeline<DeployRequest, Checked> {
  return acquirePipeline(source, deps, stopwatch, refusing)
    .next(planStep(deps))
    .next(preflightStep(deps, refusing));
}

/** Everything up to where the account is about to be changed: also what is sent blob by blob is ready then. */
export function preparePipeline(
  request: DeployRequest,
  deps: DeployDeps,
  stopwatch: Stopwatch,
): Pipeline<DeployRequest, Checked> {
  const planned = planPipeline(request, deps, stopwatch, { refusing: true });
  const { kind } = request.source;
  const packed = kind === 'archive' || kind === 'registry' ? planned.next(packStep(deps)) : planned;
  return request.check ? packed.next(startStep(deps)) : packed;
}

/** Looking at the account and getting hold of the image; one after the other where the second needs the first. */
function acquirePipeline(
  source: ImageSourceChoice,
  deps: DeployDeps,
  stopwatch: Stopwatch,
  refusing: boolean,
): Pipeline<DeployRequest, Observed & Acquired> {
  const start = pipeline<DeployRequest>();
  const look = observeStep(deps, refusing);
  if (source.kind === 'stored') return start.next(look).next(resolveStep(deps, source.reference));
  if (source.kind === 'registry') return start.next(look).next(foreignStep(deps, source, stopwatch));
  const acquire =
    source.kind === 'archive' ? archiveStep(deps, source.path, stopwatch) : acquireStep(deps, stopwatch);
  return start.together(look, acquire);
}

/** @throws whatever a step throws; with several functions, one error that says how each of them ended */
export async function deploy(
  request: DeployRequest,
  { deps, runner, stopwatch, signal }: PipelineTools,
): Promise<DeployResult> {
  const whole = preparePipeline(request, deps, stopwatch)
    .next(repositoryStep(deps, stopwatch))
    .next(pushStep(deps, stopwatch))
    .each('Functions', releaseSteps(deps, stopwatch), (state, results) =>
      collectReleases(state, results, deps, signal),
    );
  const { keepImages = false } = request.desired.repository.settings;
  const ended = keepImages === false ? whole : whole.next(retireStep(deps, keepImages));
  return deployResult(await runner.run<DeployRequest, Retired>(ended, request, signal), stopwatch);
}
