/** Runs one node of a pipeline, whatever shows its progress. */
import { stopIfAborted } from '../errors/stop-if-aborted.js';
import type { PipelineNode, Step } from './step.js';

/** Runs a single step and shows it; a runner decides how. */
export type Show = (step: Step<unknown, unknown>, state: unknown, signal: AbortSignal) => Promise<unknown>;

/** The state after all nodes, in order. Once the signal fires, no further node begins. @throws INTERRUPTED */
export async function runNodes(
  nodes: readonly PipelineNode[],
  input: unknown,
  signal: AbortSignal,
  run: (node: PipelineNode, state: unknown) => Promise<unknown>,
): Promise<unknown> {
  let state = input;
  for (const node of nodes) {
    stopIfAborted(signal);
    state = await run(node, state);
  }
  return state;
}

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
