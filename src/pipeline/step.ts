/** What a pipeline is made of: plain steps whose state types only fit together in the right order. */

/** Where a step tells how far it is. Never the result: that is what `run` returns. */
export interface StepReport {
  /** Live state, replaced by the next one: `12.1 of 30.4 MB`. With `log` it also gets a line where nothing is live. */
  progress(text: string, worth?: 'log'): void;
  /** A line worth keeping in a log, shown with --verbose or when the step fails. */
  line(text: string): void;
  /** Something that the user should know although the step goes on; shown in any case, but by --quiet. */
  warn(text: string): void;
  /** One short phrase of what came out, shown beside the title when the step ends. */
  outcome(text: string): void;
}

export interface Step<In, Out> {
  readonly id: string;
  readonly title: string;
  run(state: In, report: StepReport, signal: AbortSignal): Promise<Out>;
}

/** The parts of a pipeline as a runner sees them; state types are checked by the builder and erased here. */
export type PipelineNode =
  | { readonly kind: 'step'; readonly step: Step<unknown, unknown> }
  | { readonly kind: 'together'; readonly steps: readonly Step<unknown, object>[] }
  | {
      readonly kind: 'each';
      readonly title: string;
      readonly steps: (state: unknown) => readonly Step<unknown, unknown>[];
      readonly collect: (state: unknown, results: readonly PromiseSettledResult<unknown>[]) => unknown;
    };

export interface Pipeline<In, Out> {
  readonly nodes: readonly PipelineNode[];
  /** One after the other. */
  next<Next>(step: Step<Out, Next>): Pipeline<In, Next>;
  /** At the same time; the state then holds what both made. One failing stops the other. */
  together<A extends object, B extends object>(a: Step<Out, A>, b: Step<Out, B>): Pipeline<In, Out & A & B>;
  /** A step for every item, at the same time; all are waited for, also when some fail. */
  each<Item, Next>(
    title: string,
    steps: (state: Out) => readonly Step<Out, Item>[],
    collect: (state: Out, results: readonly PromiseSettledResult<Item>[]) => Next | Promise<Next>,
  ): Pipeline<In, Next>;
}

/** Runs a pipeline and returns its last state. Implemented plainly here and over listr2 in `ui/`. */
export interface PipelineRunner {
  run<In, Out>(pipeline: Pipeline<In, Out>, input: In, signal: AbortSignal): Promise<Out>;
}

/** An empty pipeline: its state is its input. */
export function pipeline<In>(): Pipeline<In, In> {
  return build<In, In>([]);
}

function build<In, Out>(nodes: readonly PipelineNode[]): Pipeline<In, Out> {
  return {
    nodes,
    next: (step) => build([...nodes, { kind: 'step', step: step as Step<unknown, unknown> }]),
    together: (a, b) =>
      build([...nodes, { kind: 'together', steps: [a, b] as unknown as Step<unknown, object>[] }]),
    each: (title, steps, collect) =>
      build([
        ...nodes,
        {
          kind: 'each',
          title,
          steps: steps as unknown as (state: unknown) => Step<unknown, unknown>[],
          collect: collect as (state: unknown, results: readonly PromiseSettledResult<unknown>[]) => unknown,
        },
      ]),
  };
}
