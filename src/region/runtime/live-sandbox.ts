/** One container from its start to its removal: init, rest between events, shutdown. */
import { once } from '../../domain/once.js';
import { AppError } from '../../errors/app-error.js';
import type { SandboxProcess } from '../../ports/sandbox-engine.js';
import type { EnvironmentLog } from './environment-log.js';
import { createFreezer, type Freezer } from './freezer.js';
import type { HostingLimits } from './hosting-limits.js';
import {
  brokenInit,
  extensionEnded,
  type Fatal,
  type InitFailure,
  type InitResult,
  initTimeout,
  refusedInit,
  reportedExtensionInit,
  reportedInit,
} from './init-result.js';
import { fileName, type OpenSandbox } from './open-sandbox.js';
import type { InitEnding, RuntimeApi } from './runtime-api.js';
import { pause, within } from './within.js';

export class LiveSandbox {
  readonly api: RuntimeApi;
  readonly #open: OpenSandbox;
  readonly #log: EnvironmentLog;
  readonly #limits: HostingLimits;
  readonly #freezer: Freezer;
  readonly #fatal = new AbortController();
  readonly #processes = new Map<string, SandboxProcess>();
  readonly #removed = once(() => this.#remove());
  #ready = false;
  #resting = false;
  #leaving = false;
  #memory: number | undefined;

  constructor(open: OpenSandbox, log: EnvironmentLog, limits: HostingLimits) {
    this.#open = open;
    this.#log = log;
    this.#limits = limits;
    this.api = open.api;
    this.#freezer = createFreezer(open.sandbox, limits.freezeAfter, () => this.#broken());
    void open.sandbox.ended.then((end) => this.#fail({ kind: 'exit', end }));
    void open.api.extensionFailed.then(({ name, error }) => {
      const fault = { errorType: 'Extension.ExitError', reason: error.errorType };
      return this.#fail({ kind: 'extension', name, fault });
    });
  }

  /** Fires once it can do nothing any more. */
  get fatal(): AbortSignal {
    return this.#fatal.signal;
  }

  /** What fired `fatal`. */
  get cause(): Fatal | undefined {
    return this.fatal.aborted ? (this.fatal.reason as Fatal) : undefined;
  }

  /**
   * Starts it and waits until it asks for work; call it once.
   * @param milliseconds that it may take
   * @throws SANDBOX_FAILED for what is not the image's fault, ENGINE_UNREACHABLE, INTERRUPTED
   */
  async initialise(milliseconds: number, signal: AbortSignal): Promise<InitResult> {
    const started = await this.#start();
    if (typeof started !== 'number') return { milliseconds: 0, failure: started };
    void this.#launchExtensions();
    const waited = await within(this.api.init, {
      milliseconds: milliseconds - (performance.now() - started),
      signals: [signal, this.fatal],
    });
    const taken = performance.now() - started;
    if (waited.done && waited.value.kind === 'ready') {
      this.#ready = true;
      // One that ends in its first event cannot be asked any more.
      await Promise.all([this.#open.sandbox.limitProcessors(), this.measureMemory()]);
      return { milliseconds: taken, memoryUsed: this.#memory };
    }
    if (!waited.done && waited.by === signal) throw interrupted();
    const failure = waited.done ? await this.#reported(waited.value) : this.#unready();
    return { milliseconds: taken, failure };
  }

  /** Waits a moment for its end, and says whether it came. */
  async ends(): Promise<boolean> {
    const milliseconds = this.#limits.endNotice;
    await within(new Promise<never>(() => undefined), { milliseconds, signals: [this.fatal] });
    return this.fatal.aborted;
  }

  /** Bytes, as far as they were asked for. */
  get mostMemory(): number | undefined {
    return this.#memory;
  }

  /** Asks how much memory it used, unless the engine cannot tell without delay. */
  async measureMemory(): Promise<void> {
    // A report without this number is still a report.
    const asked = this.#open.sandbox.memoryUsed().catch(() => undefined);
    const waited = await within(asked, { milliseconds: this.#limits.memoryQuestion });
    if (waited.done && waited.value !== undefined) this.#memory = Math.max(this.#memory ?? 0, waited.value);
  }

  /** Nothing to do from now on. */
  rest(): void {
    this.#resting = true;
    this.#freezer.rest();
  }

  /** Resolves when it can work. @throws SANDBOX_FAILED, ENGINE_UNREACHABLE */
  wake(): Promise<void> {
    this.#resting = false;
    return this.#freezer.wake();
  }

  /** Tells extensions, lets them take their time, and removes it. Repeatable. */
  async shutDown(reason: 'spindown' | 'timeout' | 'failure'): Promise<void> {
    this.#leaving = true;
    // Where nobody is to be told it is not even thawed.
    if (!this.#exited() && this.#processes.size > 0) await this.#leave(reason);
    await this.remove();
  }

  /** Kills it. Repeatable; the container is gone when this resolves. */
  remove(): Promise<void> {
    this.#leaving = true;
    return this.#removed();
  }

  /** The moment, by the monotonic clock, at which the entry point started. */
  async #start(): Promise<number | InitFailure> {
    const { sandbox, program, addressKnown } = this.#open;
    const asked = performance.now();
    try {
      const { address, startedAt } = await sandbox.start(this.#log.writer('function'));
      addressKnown(address);
      const now = performance.now();
      // The engine's clock may be that of another machine.
      return startedAt === undefined ? now : Math.min(now, Math.max(asked, now - (Date.now() - startedAt)));
    } catch (error) {
      const refused = refusedInit(error, program);
      if (!refused) throw error;
      return refused;
    }
  }

  async #launchExtensions(): Promise<void> {
    await Promise.all(this.#open.extensions.map((path) => this.#launch(path)));
  }

  async #launch(path: string): Promise<void> {
    const name = fileName(path);
    try {
      const process = await this.#open.sandbox.launch(path, this.#log.writer('extension'));
      this.#processes.set(name, process);
      void process.ended.then(({ exitCode }) => this.#fail(extensionEnded(name, exitCode, this.#ready)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await this.#fail({ kind: 'extension', name, fault: { errorType: 'Extension.LaunchError', reason } });
    }
  }

  /** Whatever was sent before the end is heard first; at rest nothing is, and the next event must not meet the dead. */
  async #fail(fatal: Fatal): Promise<void> {
    if (!this.#resting) await pause(this.#limits.exitGrace);
    if (!this.#leaving || fatal.kind === 'exit') this.#fatal.abort(fatal);
  }

  #broken(): void {
    this.#fatal.abort({ kind: 'exit', end: { exitCode: 137, outOfMemory: false } } satisfies Fatal);
  }

  async #reported(ending: InitEnding): Promise<InitFailure> {
    if (ending.kind === 'ready') throw new Error('an init that is ready has not failed');
    await this.ends();
    const { error, extension } = ending;
    const fatal = this.cause;
    if (extension === undefined) return reportedInit(error, fatal?.kind === 'exit' ? fatal.end : undefined);
    return reportedExtensionInit(extension, error, fatal?.kind === 'extension' ? fatal.fault : undefined);
  }

  #unready(): InitFailure {
    if (this.cause) return brokenInit(this.cause, this.#open.program);
    const [extension] = this.api.lateExtensions;
    return { ...initTimeout, reached: this.api.reached, ...(extension !== undefined && { extension }) };
  }

  #exited(): boolean {
    return this.cause?.kind === 'exit';
  }

  async #leave(reason: 'spindown' | 'timeout' | 'failure'): Promise<void> {
    const milliseconds = this.#limits.shutdown;
    try {
      await this.wake();
    } catch {
      // It cannot be thawed any more, so nobody in it can be told; removing it is what is left.
      return;
    }
    const told = this.api.shutDown(reason, Date.now() + milliseconds);
    const ends = told.flatMap((name) => this.#processes.get(name)?.ended ?? []);
    await within(Promise.all(ends), { milliseconds, signals: [this.fatal] });
  }

  async #remove(): Promise<void> {
    this.#freezer.stop();
    try {
      // Before its listener: a runtime that sees its connection cut says so in the log, where nobody has a use for it.
      await this.#open.sandbox.remove();
    } finally {
      await this.api.close();
      this.#log.flush();
    }
  }
}

export function interrupted(): AppError {
  return new AppError({ code: 'INTERRUPTED', message: 'Stopped before the function had answered.' });
}
