/** The whole deploy: look and build at the same time, compare, then repository, push and functions in that order. */
import { AppError, toAppError } from '../errors/app-error.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import type { ReleasedFunction } from '../services/release-context.js';
import { type DeployResult, deployResult } from './deploy-result.js';
import type { DeployRequest, Planned, Pushed, Released } from './deploy-state.js';
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
    .each('Functions', releaseSteps(deps, stopwatch), collectReleases);
  const released = await runner.run(whole, request, signal);
  return deployResult(released, stopwatch);
}

function collectReleases(
  state: Pushed,
  results: readonly PromiseSettledResult<ReleasedFunction>[],
): Released {
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected'
      ? [{ name: state.desired.functions[index]?.name ?? '', error: toAppError(result.reason) }]
      : [],
  );
  const functions = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [first] = failures;
  if (!first) return { ...state, functions };
  if (results.length === 1) throw first.error;
  const outcomes = [
    ...functions.map(({ name, action }) => `${name} ${action}`),
    ...failures.map(({ name, error }) => `${name} failed (${error.code})`),
  ];
  throw new AppError({
    code: first.error.code,
    message: `${failures.length} of ${results.length} functions failed: ${outcomes.join(', ')}. ${failures.map(({ error }) => error.message).join(' ')}`,
    suggestions: [...new Set(failures.flatMap(({ error }) => error.suggestions))],
    details: {
      functions: [
        ...functions.map(({ name, action, version }) => ({ name, outcome: action as string, version })),
        ...failures.map(({ name, error }) => ({
          name,
          outcome: 'failed',
          error: error.code,
          message: error.message,
        })),
      ],
    },
    cause: first.error,
  });
}
