/** Runs a pipeline with one line a step: for logs, pipes, dumb terminals and tests. */
import { runNode, runNodes, type Show } from './run-node.js';
import type { PipelineNode, PipelineRunner, Step, StepReport } from './step.js';

export interface PlainRunnerOptions {
  readonly now: () => number;
  /** Receives whole lines without their end. */
  readonly write: (line: string) => void;
  /** Also shows every line that steps report. */
  readonly verbose: boolean;
}

const keptLines = 20;

export function createPlainRunner(options: PlainRunnerOptions): PipelineRunner {
  const show: Show = (step, state, signal) => runShown(step, state, signal, options);
  return {
    async run(pipeline, input, signal) {
      const run = (node: PipelineNode, state: unknown) => runNode(node, state, signal, show);
      return (await runNodes(pipeline.nodes, input, signal, run)) as never;
    },
  };
}

async function runShown(
  step: Step<unknown, unknown>,
  state: unknown,
  signal: AbortSignal,
  options: PlainRunnerOptions,
): Promise<unknown> {
  const { now, write, verbose } = options;
  const started = now();
  const tail: string[] = [];
  let outcome = 'done';
  const report: StepReport = {
    progress(text, worth) {
      if (worth === 'log') write(`${step.title}: ${text}`);
    },
    line(text) {
      if (verbose) write(`  ${step.id} | ${text}`);
      tail.push(text);
      if (tail.length > keptLines) tail.shift();
    },
    warn(text) {
      write(`${step.title}: warning: ${text}`);
    },
    outcome(text) {
      outcome = text;
    },
  };
  try {
    const result = await step.run(state, report, signal);
    write(`${step.title}: ${outcome} (${seconds(now() - started)})`);
    return result;
  } catch (error) {
    const told = error instanceof Error ? error.message : '';
    // What the error says itself is not said twice.
    const rest = verbose ? [] : tail.filter((line) => !told.includes(line.trim()));
    for (const line of rest) write(`  ${step.id} | ${line}`);
    write(`${step.title}: ${signal.aborted ? 'stopped' : 'failed'} (${seconds(now() - started)})`);
    throw error;
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
