/** Runs a pipeline with live progress on a terminal; the only place that knows listr2. */
import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import { redact } from '../errors/redact.js';
import { runNode, runNodes } from '../pipeline/run-node.js';
import type { PipelineNode, PipelineRunner, Step, StepReport } from '../pipeline/step.js';

/** One line on the screen: the part of listr2's task that is used. */
interface ShownTask {
  title: string;
}

interface Line {
  readonly step: Step<unknown, unknown>;
  /** Given to listr2: stays unsettled while the step runs. */
  readonly task: (context: unknown, shown: ShownTask) => Promise<void>;
  readonly run: (state: unknown, signal: AbortSignal) => Promise<unknown>;
  /** Printed once the drawing has ended, as it would be drawn over before. */
  readonly warnings: readonly string[];
}

/** listr2 only draws: steps run as `runNode` says, each settling the line that shows it. Everything goes to `stream`. */
export function createListrRunner(stream: NodeJS.WriteStream): PipelineRunner {
  return {
    async run(pipeline, input, signal) {
      const run = (node: PipelineNode, state: unknown) => showNode(node, state, signal, stream);
      return (await runNodes(pipeline.nodes, input, signal, run)) as never;
    },
  };
}

async function showNode(
  node: PipelineNode,
  state: unknown,
  signal: AbortSignal,
  stream: NodeJS.WriteStream,
): Promise<unknown> {
  const steps = stepsOf(node, state);
  const fixed: PipelineNode = node.kind === 'each' ? { ...node, steps: () => steps } : node;
  const lines = new Map(steps.map((step) => [step, createLine(step, signal)]));
  const drawing = draw([...lines.values()], stream);
  try {
    return await runNode(fixed, state, signal, (step, input, stop) => {
      const line = lines.get(step);
      if (!line) throw new Error(`step ${step.id} has no line`);
      return line.run(input, stop);
    });
  } finally {
    await drawing;
    for (const line of lines.values()) for (const text of line.warnings) stream.write(`${text}\n`);
  }
}

function stepsOf(node: PipelineNode, state: unknown): readonly Step<unknown, unknown>[] {
  if (node.kind === 'step') return [node.step];
  return node.kind === 'together' ? node.steps : node.steps(state);
}

async function draw(lines: readonly Line[], stream: NodeJS.WriteStream): Promise<void> {
  const logger = () => new ListrLogger({ processOutput: new ProcessOutput(stream, stream) });
  const list = new Listr(
    lines.map((line) => ({ title: line.step.title, task: line.task })),
    {
      concurrent: true,
      exitOnError: false,
      // Ctrl-C belongs to the command, which ends with 130 and says what was changed.
      registerSignalListeners: false,
      forceTTY: true,
      rendererOptions: { logger: logger(), showErrorMessage: false, formatOutput: 'truncate' },
      fallbackRendererOptions: { logger: logger() },
    },
  );
  await list.run();
}

/** `interrupt` is the user's; the signal of a step also fires when the step beside it fails. */
function createLine(step: Step<unknown, unknown>, interrupt: AbortSignal): Line {
  const ended = deferred();
  let shown: ShownTask = { title: step.title };
  const show = (text: string): void => {
    shown.title = text === '' ? step.title : `${step.title}  ${redact(text)}`;
  };
  const warnings: string[] = [];
  const warn = (text: string): void => void warnings.push(`${step.title}: warning: ${redact(text)}`);
  const report: StepReport = { progress: show, outcome: show, line: () => undefined, warn };
  return {
    step,
    warnings,
    task: (_context, task) => {
      task.title = shown.title;
      shown = task;
      return ended.promise;
    },
    async run(state, signal) {
      // Whatever else writes to the terminal is held back while listr2 draws, so Ctrl-C is answered here.
      const onStop = () =>
        show(interrupt.aborted ? 'stopping; press Ctrl-C again to stop at once' : 'stopping');
      signal.addEventListener('abort', onStop, { once: true });
      try {
        const result = await step.run(state, report, signal);
        ended.resolve();
        return result;
      } catch (error) {
        ended.reject(new Error(step.title));
        throw error;
      } finally {
        signal.removeEventListener('abort', onStop);
      }
    },
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
