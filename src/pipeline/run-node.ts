/** Runs one node of a pipeline, whatever shows its progress. */
import type { PipelineNode, Step, StepReport } from './step.js';

/** Runs a single step and shows it; a runner decides how. */
export type Show = (step: Step<unknown, unknown>, state: unknown, signal: AbortSignal) => Promise<unknown>;

/** The state after the node. Everything a node started has ended when this settles. */
export async function runNode(
  node: PipelineNode,
  state: unknown,
  signal: AbortSignal,
  show: Show,
): Promise<unknown> {
  if (node.kind === 'step') return show(node.step, state, signal);
  if (node.kind === 'together') return runTogether(node.steps, state, signal, show);
  const results = await Promise.allSettled(node.steps(state).map((step) => show(step, state, signal)));
  return node.collect(state, results);
}

/** A report that goes nowhere. */
export const silentReport: StepReport = {
  progress: () => undefined,
  line: () => undefined,
  outcome: () => undefined,
};

async function runTogether(
  steps: readonly Step<unknown, object>[],
  state: unknown,
  signal: AbortSignal,
  show: Show,
): Promise<unknown> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let first: { error: unknown } | undefined;
  const runs = steps.map(async (step) => {
    try {
      return (await show(step, state, either)) as object;
    } catch (error) {
      first ??= { error };
      stop.abort();
      return {};
    }
  });
  const parts = await Promise.all(runs);
  if (first) throw first.error;
  return Object.assign({}, state, ...parts);
}
