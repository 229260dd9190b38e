/** The first phases of a deploy alone: build, and build with push. */
import { contentTag } from '../domain/content-tag.js';
import type { Warning } from '../domain/finding.js';
import { type PipelineTools, preparePipeline } from './deploy.js';
import type { DeployResult } from './deploy-result.js';
import type { DeployRequest } from './deploy-state.js';
import { pushStep, repositoryStep } from './deploy-steps.js';
import { acquireStep } from './image-steps.js';
import { pipeline } from './step.js';

export interface BuildResult {
  image: { id: string; tag: string; architecture: string; bytes: number; layers: number };
  warnings: Warning[];
  /** Milliseconds. */
  timings: { build: number; total: number };
}

export type PushResult = Pick<DeployResult, 'changed' | 'image' | 'warnings'> & {
  repository: { uri: string; action: 'created' | 'updated' | 'unchanged' };
  /** Milliseconds. */
  timings: { repository: number; build: number; push: number; total: number };
};

/** Touches the engine only. */
export async function build(
  request: DeployRequest,
  { deps, runner, stopwatch, signal }: PipelineTools,
): Promise<BuildResult> {
  const { candidate, imageWarnings } = await runner.run(
    pipeline<DeployRequest>().next(acquireStep(deps, stopwatch)),
    request,
    signal,
  );
  const { id, facts } = candidate;
  return {
    image: {
      id,
      tag: contentTag(id),
      architecture: request.desired.architecture,
      bytes: facts.uncompressedBytes ?? 0,
      layers: facts.layerCount,
    },
    warnings: [...imageWarnings],
    timings: stopwatch.read(['build']),
  };
}

/** Ensures the repository and pushes; looks at no function. Repeatable: an image that is there is not sent again. */
export async function push(
  request: DeployRequest,
  { deps, runner, stopwatch, signal }: PipelineTools,
): Promise<PushResult> {
  const { desired } = request;
  // Their settings still decide whether the image suits: a command, for one, may come from there alone.
  const withoutFunctions = { ...request, desired: { ...desired, functions: [] }, suits: desired.functions };
  const phases = preparePipeline(request, deps, stopwatch)
    .next(repositoryStep(deps, stopwatch))
    .next(pushStep(deps, stopwatch));
  const { plan, repository, pushed, warnings } = await runner.run(phases, withoutFunctions, signal);
  return {
    changed: plan.changes,
    repository: { uri: repository.repository.uri, action: repository.action },
    image: { ...pushed, layers: { ...pushed.layers } },
    warnings: [...warnings],
    timings: stopwatch.read(['repository', 'build', 'push']),
  };
}
