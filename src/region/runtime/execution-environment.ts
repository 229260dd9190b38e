/** The place in which a function handles one event at a time: a sandbox, and another one when its init has to be repeated. */
import { initReportLine } from '../../domain/invocation/report-line.js';
import type {
  FunctionEvent,
  HostedFunction,
  InitOutcome,
  InvocationOutcome,
  ResponseStream,
} from '../../ports/function-host.js';
import type { EnvironmentLog } from './environment-log.js';
import { type EventResult, initFailed, timedOut } from './event-result.js';
import { finishInvocation } from './finish-invocation.js';
import { handleEvent } from './handle-event.js';
import type { HostingLimits } from './hosting-limits.js';
import { type IdentifiedEvent, identifyEvent } from './identify-event.js';
import { describeInit, type InitFailure, type InitResult } from './init-result.js';
import { interrupted, LiveSandbox } from './live-sandbox.js';
import type { OpenSandbox } from './open-sandbox.js';
import { pause, within } from './within.js';

export interface EnvironmentDeps {
  readonly hosted: HostedFunction;
  readonly limits: HostingLimits;
  readonly log: EnvironmentLog;
  /** @throws SANDBOX_FAILED, IMAGE_NOT_FOUND, ENGINE_UNREACHABLE */
  open(): Promise<OpenSandbox>;
  /** It takes an event. */
  onIdle(environment: ExecutionEnvironment): void;
  /** Nothing of it is left. */
  onGone(environment: ExecutionEnvironment): void;
}

/** A sandbox at the start of an event. */
interface Ready {
  readonly live: LiveSandbox;
  /** By the monotonic clock, the moment from which on the event's duration counts. */
  readonly start: number;
  /** Of an init that was part of the event. */
  readonly init?: InitResult;
}

export class ExecutionEnvironment {
  readonly #deps: EnvironmentDeps;
  readonly #killed = new AbortController();
  #live: LiveSandbox | undefined;
  #idle = false;
  #leaving: Promise<void> | undefined;
  /** Of a cold start that no report has told of. */
  #initDuration: number | undefined;
  #initOutcome: InitOutcome | undefined;

  constructor(deps: EnvironmentDeps) {
    this.#deps = deps;
  }

  /** Of the phase before its first event; undefined until that is over. */
  get initOutcome(): InitOutcome | undefined {
    return this.#initOutcome;
  }

  /**
   * The init phase. An init that fails is an outcome: it is repeated as part of the first event, as Lambda does.
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
   * @throws SANDBOX_FAILED, IMAGE_NOT_FOUND, ENGINE_UNREACHABLE, INTERRUPTED
   */
  async initialise(): Promise<InitOutcome> {
    const { limits, log } = this.#deps;
    const result = await this.#start(limits.init, this.#killed.signal);
    log.flush();
    const outcome = describeInit(result, log.output());
    this.#initOutcome = outcome;
    if (result.failure) {
      this.#reportInit(result.failure, result.milliseconds, 'init');
      await this.#live?.remove();
      this.#live = undefined;
    } else this.#initDuration = result.milliseconds;
    this.#free();
    return outcome;
  }

  /**
   * One event; only when it is idle.
   * @throws SANDBOX_FAILED, IMAGE_NOT_FOUND, ENGINE_UNREACHABLE, INTERRUPTED; it is gone then
   */
  async invoke(
    event: FunctionEvent,
    signal: AbortSignal,
    onStream?: (stream: ResponseStream) => void,
  ): Promise<InvocationOutcome> {
    this.#idle = false;
    const identified = identifyEvent(event, this.#deps.hosted);
    this.#deps.log.begin(identified.requestId);
    try {
      return await this.#run(identified, signal, onStream);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** Lets extensions say goodbye, then removes it. Repeatable. */
  leave(reason: 'spindown' | 'timeout' | 'failure'): Promise<void> {
    this.#leaving ??= this.#remove(() => this.#live?.shutDown(reason));
    return this.#leaving;
  }

  /** Removes it, whatever it does. Repeatable. */
  async kill(): Promise<void> {
    this.#killed.abort();
    const removed = this.#live?.remove();
    this.#leaving ??= this.#remove(() => removed);
    await this.#leaving;
  }

  async #run(
    event: IdentifiedEvent,
    signal: AbortSignal,
    onStream: ((stream: ResponseStream) => void) | undefined,
  ): Promise<InvocationOutcome> {
    const { hosted, log } = this.#deps;
    const { requestId } = event;
    const signals = [signal, this.#killed.signal];
    const ready = await this.#ready(signals);
    const { live, start, init } = ready;
    const deadline = Date.now() + hosted.timeout * 1000 - (performance.now() - start);
    log.flush();
    if (init?.failure) this.#reportInit(init.failure, init.milliseconds, 'invoke');
    log.platform(`START RequestId: ${requestId} Version: ${hosted.version}`);
    const result = init?.failure
      ? this.#stillborn(requestId, init.failure)
      : await handleEvent({ live, event, deadline, timeout: hosted.timeout, signals, onStream });
    const duration = result.status === 'timeout' ? hosted.timeout * 1000 : performance.now() - start;
    const goesOn = !live.cause && !init?.failure && result.status !== 'timeout';
    const [settled, memoryUsed] = await Promise.all([this.#quiet(live, goesOn), live.memoryUsed()]);
    const outcome = finishInvocation(hosted.memorySize, {
      requestId,
      result,
      log,
      duration,
      memoryUsed,
      initDuration: this.#initDuration,
    });
    this.#initDuration = undefined;
    if (settled) this.#free();
    else if (goesOn) void this.#settle(live, requestId, deadline);
    else void this.leave(result.status === 'timeout' ? 'timeout' : 'failure');
    return outcome;
  }

  async #ready(signals: readonly AbortSignal[]): Promise<Ready> {
    if (this.#live && (await this.#awake(this.#live))) return { live: this.#live, start: performance.now() };
    const init = await this.#start(this.#deps.hosted.timeout * 1000, AbortSignal.any([...signals]));
    const live = this.#live as LiveSandbox | undefined;
    if (!live) throw interrupted();
    return { live, start: performance.now() - init.milliseconds, init };
  }

  /** One that cannot be thawed, because somebody removed it, is replaced instead of failing the event. */
  async #awake(live: LiveSandbox): Promise<boolean> {
    try {
      await live.wake();
      return true;
    } catch {
      // If the engine is the reason, opening the next sandbox says so.
      await live.remove();
      return false;
    }
  }

  /** Opens a sandbox and waits for its init; it is `#live` afterwards, however that went. */
  async #start(milliseconds: number, signal: AbortSignal): Promise<InitResult> {
    const { open, log, limits } = this.#deps;
    log.clearOutput();
    const live = new LiveSandbox(await open(), log, limits);
    this.#live = live;
    live.fatal.addEventListener('abort', () => {
      if (this.#idle) void this.leave('failure');
    });
    try {
      if (signal.aborted) throw interrupted();
      return await live.initialise(milliseconds, signal);
    } catch (error) {
      await live.remove();
      throw error;
    }
  }

  #stillborn(requestId: string, failure: InitFailure): EventResult {
    if (failure.kind !== 'timeout') return initFailed(requestId, failure);
    return timedOut(requestId, this.#deps.hosted.timeout, Date.now());
  }

  #reportInit(failure: InitFailure, duration: number, phase: 'init' | 'invoke'): void {
    const status = failure.kind === 'timeout' ? 'timeout' : 'error';
    const errorType = status === 'error' ? failure.errorType : undefined;
    this.#deps.log.platform(initReportLine({ duration, phase, status, errorType }));
  }

  /** Waits a moment for what is still being written; says whether it has asked for more work by then. */
  async #quiet(live: LiveSandbox, goesOn: boolean): Promise<boolean> {
    const { answerGrace, outputDelay } = this.#deps.limits;
    const settled =
      goesOn && (await within(live.api.settled(), { milliseconds: answerGrace, signals: [live.fatal] })).done;
    await pause(outputDelay);
    return settled && !live.cause;
  }

  /** It has answered, but it or an extension goes on working. It may do so until its time is over. */
  async #settle(live: LiveSandbox, requestId: string, deadline: number): Promise<void> {
    const waited = await within(live.api.settled(), {
      milliseconds: deadline - Date.now(),
      signals: [live.fatal, this.#killed.signal],
    });
    if (waited.done) return this.#free();
    if (waited.by) return this.leave('failure');
    const { remark } = timedOut(requestId, this.#deps.hosted.timeout, Date.now());
    if (remark) this.#deps.log.platform(remark);
    return this.leave('timeout');
  }

  #free(): void {
    if (this.#leaving) return;
    this.#idle = true;
    this.#live?.rest();
    this.#deps.onIdle(this);
  }

  async #remove(removing: () => Promise<void> | undefined): Promise<void> {
    this.#idle = false;
    try {
      await removing();
    } catch {
      // An engine that does not answer now is asked again when the hosting closes, and by whoever reaps after it.
    }
    this.#deps.onGone(this);
  }
}
