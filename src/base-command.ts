/** What every command has in common: shared flags, the context's life-cycle, the text and JSON faces, exit codes. */
import { Command, type Interfaces } from '@oclif/core';
import { commonFlags } from './command-flags.js';
import { nearest } from './config/nearest.js';
import { type Context, createContext } from './context.js';
import { AppError, toAppError } from './errors/app-error.js';
import { redact } from './errors/redact.js';
import type { PipelineRunner } from './pipeline/step.js';
import { createPaint, isLive, type Paint } from './ui/paint.js';
import { createPlaceRepeater } from './ui/place-repeater.js';
import { renderError } from './ui/render-error.js';
import { writeLine } from './ui/write-line.js';
import { refuseSwitchValues, toUsageError } from './usage-error.js';

/** What a command made: one value with two faces. */
export interface Outcome {
  /** Printed with `--json`; undefined prints `{}`. */
  readonly document: object;
  /** Printed otherwise. */
  readonly text: string;
  /** Default 0. */
  readonly exitCode?: number;
  /** Everything was announced already. */
  readonly silent?: boolean;
}

/** The flags that decide about faces and places. */
export interface CommonValues {
  readonly json: boolean;
  readonly config?: string | undefined;
  readonly stage?: string | undefined;
  readonly dotenv?: string[] | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly local: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export abstract class BaseCommand extends Command {
  static override baseFlags = commonFlags;

  private readonly stop = new AbortController();
  private context: Context | undefined;
  /** The display answers Ctrl-C itself: what is written beside it would be seen only at the end. */
  private live = false;
  /** Whether stdout has its one document. */
  private announced = false;
  /** Why something of this machine could not be ended. */
  private unclosed: AppError | undefined;
  private place = createPlaceRepeater({});

  /** How the command is used where there is no configuration file, as suggestions. */
  protected withoutFile(): readonly string[] {
    return [];
  }

  /** Does the work; called once. What it throws becomes text or JSON with the error's exit code. */
  protected abstract execute(): Promise<Outcome>;

  async run(): Promise<void> {
    const forget = this.listenForSignals();
    try {
      const outcome = await this.execute();
      await this.closeContext();
      if (this.unclosed) throw this.unclosed;
      if (!outcome.silent) await this.announce(outcome.document, outcome.text);
      process.exitCode = outcome.exitCode ?? 0;
    } finally {
      // A second Ctrl-C may come while the process ends.
      if (!this.stop.signal.aborted) forget();
    }
  }

  protected override async init(): Promise<void> {
    await super.init();
    // Else oclif takes what is piped in for an argument that is missing: in a script read from stdin, its next lines.
    for (const arg of Object.values(this.ctor.args)) arg.ignoreStdin = true;
    refuseSwitchValues(this.argv, { ...this.ctor.baseFlags, ...this.ctor.flags });
  }

  /** Remembers where the command was told to look, for what it suggests. */
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse<F, B, A>(options, argv);
    this.place = createPlaceRepeater(parsed.flags as Partial<CommonValues>);
    return parsed;
  }

  /** oclif brings everything here that `run` or the parsing of flags throws. */
  protected override async catch(error: Error): Promise<void> {
    const done = this.context?.effects.all() ?? [];
    await this.closeContext();
    const failure = this.stop.signal.aborted
      ? (this.unclosed ?? this.interrupted(done, error))
      : toAppError(toUsageError(error, (name) => nearest(name, this.flagNames())) ?? error);
    // A file that was named and is not there is another matter.
    if (failure.code === 'CONFIG_NOT_FOUND' && !('path' in failure.details))
      failure.suggestions.push(...this.withoutFile());
    if (this.wantsJson() && !this.announced) {
      const document = failure.toDocument();
      const details = done.length > 0 ? { ...document.details, done: [...done] } : document.details;
      const shown = this.inPlace({ error: { ...document, details } });
      await writeLine(process.stdout, JSON.stringify(shown, null, 2));
    } else {
      const text = renderError(failure, done, createPaint(process.stderr, process.env));
      await writeLine(process.stderr, this.inPlace(text));
    }
    if (this.argv.includes('--verbose') && failure.code === 'INTERNAL')
      await writeLine(process.stderr, redact(error.stack ?? ''));
    process.exitCode = failure.exitCode;
    // Else, where NODE_ENV says development or test, oclif warns that a command which failed to parse did not parse.
    this.parsed = true;
  }

  /** Fires at Ctrl-C. */
  protected get signal(): AbortSignal {
    return this.stop.signal;
  }

  protected openContext(flags: CommonValues): Context {
    // Some set the stage themselves.
    this.place = createPlaceRepeater(flags);
    this.context = createContext({
      cwd: process.cwd(),
      env: process.env,
      signal: this.stop.signal,
      local: flags.local,
      ...(flags.profile !== undefined && { profile: flags.profile }),
    });
    return this.context;
  }

  /** Live on a terminal, a line a step elsewhere, nothing with --quiet. All on stderr. */
  protected async createRunner(flags: CommonValues): Promise<PipelineRunner> {
    if (isLive(process.stderr, process.env) && !flags.quiet && !flags.verbose) {
      const { createListrRunner } = await import('./ui/listr-runner.js');
      this.live = true;
      return createListrRunner(process.stderr);
    }
    const { createPlainRunner } = await import('./pipeline/plain-runner.js');
    const print = (line: string): void => void process.stderr.write(`${this.inPlace(redact(line))}\n`);
    return createPlainRunner({
      now: Date.now,
      write: flags.quiet ? () => undefined : print,
      verbose: flags.verbose,
    });
  }

  /** The result on stdout, in the face asked for. For commands that go on afterwards; `run` does it for the others. */
  protected async announce(document: object, text: string): Promise<void> {
    this.announced = true;
    this.live = false;
    const shown = this.wantsJson() ? JSON.stringify(this.inPlace(document), null, 2) : this.inPlace(text);
    await writeLine(process.stdout, shown);
  }

  /** With commands in it that run as printed. For what a command prints itself; errors and outcomes come here anyway. */
  protected inPlace<Shown extends string | object>(shown: Shown): Shown {
    return (typeof shown === 'string' ? this.place.text(shown) : this.place.document(shown)) as Shown;
  }

  /** Asks on a terminal; without one the answer is no. */
  protected async confirm(question: string): Promise<boolean> {
    if (!this.canAsk()) return false;
    const { askYesOrNo } = await import('./ui/ask-yes-or-no.js');
    return askYesOrNo(question, this.stop);
  }

  /** On a terminal shows what is about to happen and asks; elsewhere goes on: scripts have said what they want. @throws USAGE on a no */
  protected async requireConsent(shown: string): Promise<void> {
    if (!this.canAsk() || (await this.agree(shown))) return;
    throw new AppError({
      code: 'USAGE',
      message: 'Nothing was changed.',
      suggestions: ['Say yes beforehand: --yes'],
    });
  }

  /** Shows what is about to be deleted and asks; without a terminal the answer is no. */
  protected async agree(shown: string): Promise<boolean> {
    if (!this.canAsk()) return false;
    await writeLine(process.stderr, shown);
    return this.confirm('Go on?');
  }

  /** What is told after Ctrl-C. `done` is what had been changed; the face of the error lists it. */
  protected interrupted(done: readonly string[], error: Error): AppError {
    if (saysHowItStands(error)) return error;
    return new AppError({
      code: 'INTERRUPTED',
      message:
        done.length === 0
          ? 'Stopped before the end. Nothing was changed.'
          : 'Stopped before the end. What is running in AWS goes on; nothing was half-written by lading.',
      suggestions: ['Run the same command again: it goes on from what is there.'],
    });
  }

  protected paint(): Paint {
    return createPaint(process.stdout, process.env);
  }

  /** Repeatable, never throws: what went wrong before is what users have to know first. */
  private async closeContext(): Promise<void> {
    try {
      await this.context?.close();
    } catch (error) {
      this.unclosed = toAppError(error);
    }
  }

  /** As they may be written, without the dashes. */
  private flagNames(): string[] {
    const known = Object.entries({ ...this.ctor.baseFlags, ...this.ctor.flags });
    return known.flatMap(([name, flag]) =>
      flag.type === 'boolean' && flag.allowNo ? [name, `no-${name}`] : [name],
    );
  }

  private canAsk(): boolean {
    return process.stdin.isTTY && process.stderr.isTTY && !this.wantsJson();
  }

  private wantsJson(): boolean {
    const end = this.argv.indexOf('--');
    return (end < 0 ? this.argv : this.argv.slice(0, end)).includes('--json');
  }

  /** The first Ctrl-C stops cleanly, as does closing the terminal; the second one ends the process at once. */
  private listenForSignals(): () => void {
    const onSignal = (): void => {
      if (this.stop.signal.aborted) process.exit(130);
      this.stop.abort();
      if (!this.live) process.stderr.write('\nStopping; press Ctrl-C again to stop at once.\n');
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, onSignal);
    return () => {
      for (const signal of signals) process.off(signal, onSignal);
    };
  }
}

/** A shift that was put back, or several functions, say more than that it was stopped. */
function saysHowItStands(error: Error): error is AppError {
  if (!(error instanceof AppError) || error.code !== 'INTERRUPTED') return false;
  return 'aliases' in error.details || 'functions' in error.details;
}
