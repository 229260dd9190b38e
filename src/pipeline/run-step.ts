/** Runs one step alone, shown as any other. */
import type { PipelineTools } from './deploy.js';
import { pipeline, type Step } from './step.js';

/** What the step returns. @throws what the step throws */
export function runStep<Out>(
  { runner, signal }: Pick<PipelineTools, 'runner' | 'signal'>,
  step: Step<object, Out>,
): Promise<Out> {
  return runner.run(pipeline<object>().next(step), {}, signal);
}
