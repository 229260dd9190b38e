/** The place in which a function handles one event at a time: a sandbox, and another one when its init has to be repeated or it failed. */
import { functionArn } from '../../domain/invocation/invocation-identity.js';
import type {
  FunctionEvent,
  InitOutcome,
  InvocationOutcome,
  ResponseStream,
  SandboxLoss,
} from '../../ports/function-host.js';
import { describeLoss, lossLine } from './describe-loss.js';
import { type EventResult, initFailed, timedOut } from './event-result.js';
import { type FinishedInvocation, finishInvocation } from './finish-invocation.js';
import { handleEvent } from './handle-event.js';
import { type IdentifiedEvent, identifyEvent } from './identify-event.js';
import { describeInit, type Fatal, type InitResult } from './init-result.js';
import type { LiveSandbox } from './live-sandbox.js';
import { type SandboxSource, startSandbox } from './start-sandbox.js';
import { within } from './within.js';

export interface EnvironmentDeps extends SandboxSource {
  /** It takes an event. */
  onIdle(environment: ExecutionEnvironment): void;
  /** It takes none any more; told at once, while what is left of it may take its time. */
  onLeaving(environment: ExecutionEnvironment): void;
  /** Nothing of it is left. */
  onGone(environment: ExecutionEnvironment): void;
}

/** One event's way through. */
interface Passage {
  readonly event: IdentifiedEvent;
  /** Of the caller, and of whoever kills the environment. */
  readonly signals: readonly AbortSignal[];
  readonly onStream: ((stream: ResponseStream) => void) | undefined;
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
    const { limits, log, hosted } = this.#deps;
    const result = await this.#start('init', limits.init, this.#killed.signal);
    if (!result.failure) this.#initDuration = result.milliseconds;
    log.flush();
    const outcome = describeInit(result, log.output(), hosted.memorySize);
    this.#initOutcome = outcome;
    this.#free();
    return outcome;
  }

  /**
   * One event; only when it is idle.
   * @throws SANDBOX_FAILED, IMAGE_NOT_FOUND, ENGINE_UNREACHABLE, INTERRUPTED; it is gone then
   */
  async invoke(
    asked: FunctionEvent,
    signal: AbortSignal,
    onStream?: (stream: ResponseStream) => void,
  ): Promise<InvocationOutcome> {
    this.#idle = false;
    const event = identifyEvent(asked, this.#deps.hosted);
    this.#deps.log.begin(event.requestId);
    try {
      return await this.#run({ event, signals: [signal, this.#killed.signal], onStream });
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
    const removing = this.#live?.remove();
    this.#leaving ??= this.#remove(() => removing);
    await Promise.allSettled([removing, this.#leaving]);
  }

  async #run(passage: Passage): Promise<InvocationOutcome> {
    const live = await this.#awake();
    if (live) return this.#handle(passage, live, performance.now());
    const timeout = this.#deps.hosted.timeout * 1000;
    const init = await this.#start('invoke', timeout, AbortSignal.any([...passage.signals]));
    const start = performance.now() - init.milliseconds;
    return this.#live && !init.failure
      ? this.#handle(passage, this.#live, start)
      : this.#bury(passage.event, init, start);
  }

  /** The sandbox, thawed; undefined where a new one is needed. */
  async #awake(): Promise<LiveSandbox | undefined> {
    const live = this.#live;
    try {
      await live?.wake();
      return live;
    } catch {
      // Somebody removed it; the event must not fail for that. If the engine is the reason, the next start says so.
      await live?.remove();
      return undefined;
    }
  }

  /** `start`: by the monotonic clock, the moment from which on the event's duration counts. */
  async #handle({ event, ...more }: Passage, live: LiveSandbox, start: number): Promise<InvocationOutcome> {
    const { timeout } = this.#deps.hosted;
    const deadline = Date.now() + timeout * 1000 - (performance.now() - start);
    this.#announce(event);
    const result = await handleEvent({ live, event, deadline, timeout, ...more });
    const duration = performance.now() - start;
    const goesOn = !live.cause && result.status !== 'timeout';
    const [settled] = await Promise.all([this.#quiet(live, goesOn), live.measureMemory()]);
    const outcome = this.#finish(event, result, duration, live);
    if (goesOn) {
      const settling = settled ? this.#free() : this.#settle(live, event, deadline);
      return { ...outcome, afterwards: async () => (await settling) ?? this.#untilFrozen(live) };
    }
    const loss = live.cause && this.#loss(live.cause);
    void this.#reset(live, result.status === 'timeout' ? 'timeout' : 'failure');
    return { ...outcome, afterwards: async () => loss };
  }

  /** The init that was repeated for the event failed as well. */
  #bury(event: IdentifiedEvent, { failure }: InitResult, start: number): InvocationOutcome {
    const { requestId } = event;
    this.#announce(event);
    const result =
      !failure || failure.kind === 'timeout'
        ? timedOut(requestId, this.#deps.hosted.timeout, Date.now())
        : initFailed(requestId, failure);
    const outcome = this.#finish(event, result, performance.now() - start, this.#live);
    void this.leave('failure');
    return { ...outcome, afterwards: async () => undefined };
  }

  #announce({ requestId }: IdentifiedEvent): void {
    const { log, hosted } = this.#deps;
    log.event({ kind: 'start', requestId, version: hosted.version, functionArn: functionArn(hosted) });
  }

  #finish(
    { requestId }: IdentifiedEvent,
    result: EventResult,
    taken: number,
    live: LiveSandbox | undefined,
  ): FinishedInvocation {
    const { log, hosted } = this.#deps;
    const initDuration = this.#initDuration;
    this.#initDuration = undefined;
    // Lambda reports exactly the timeout, however long the killing took.
    const duration = result.status === 'timeout' ? hosted.timeout * 1000 : taken;
    const memoryUsed = live?.mostMemory;
    return finishInvocation(hosted.memorySize, {
      requestId,
      result,
      duration,
      initDuration,
      memoryUsed,
      log,
    });
  }

  async #start(phase: 'init' | 'invoke', milliseconds: number, signal: AbortSignal): Promise<InitResult> {
    const onOpen = (live: LiveSandbox): void => {
      this.#live = live;
      live.fatal.addEventListener('abort', () => {
        if (this.#idle && this.#live === live) this.#lost(live);
      });
    };
    const result = await startSandbox(this.#deps, { phase, milliseconds, signal, onOpen });
    // What failed in the init phase is gone; the first event starts another one.
    if (result.failure && phase === 'init') this.#live = undefined;
    return result;
  }

  /** Waits a moment for what is still being written; says whether it has asked for more work by then. */
  async #quiet(live: LiveSandbox, goesOn: boolean): Promise<boolean> {
    const { answerGrace, outputDelay, outputPatience } = this.#deps.limits;
    const settled =
      goesOn && (await within(live.api.settled(), { milliseconds: answerGrace, signals: [live.fatal] })).done;
    await this.#deps.log.caughtUp(outputDelay, outputPatience);
    return settled && !live.cause;
  }

  /** It has answered, but it or an extension goes on working. It may do so until its time is over. Resolves with how it ended. */
  async #settle(
    live: LiveSandbox,
    { requestId }: IdentifiedEvent,
    deadline: number,
  ): Promise<SandboxLoss | undefined> {
    const waited = await within(live.api.settled(), {
      milliseconds: deadline - Date.now(),
      signals: [live.fatal, this.#killed.signal],
    });
    if (waited.done) {
      this.#free();
      return undefined;
    }
    if (waited.by) {
      const { cause } = live;
      if (cause) this.#deps.log.platform(lossLine(cause, 'after its answer'));
      void this.#reset(live, 'failure');
      return cause && this.#loss(cause);
    }
    const { remark, failure } = timedOut(requestId, this.#deps.hosted.timeout, Date.now());
    if (remark) this.#deps.log.platform(remark);
    void this.#reset(live, 'timeout');
    const { errorType = '', message = '' } = failure ?? {};
    return { kind: 'timeout', errorType, message, output: this.#deps.log.output() };
  }

  /** At rest, it may still end until it is frozen. */
  async #untilFrozen(live: LiveSandbox): Promise<SandboxLoss | undefined> {
    const milliseconds = this.#deps.limits.freezeAfter;
    const signals = [live.fatal, this.#killed.signal];
    await within(new Promise<never>(() => undefined), { milliseconds, signals });
    return live.cause && this.#loss(live.cause);
  }

  #loss(cause: Fatal): SandboxLoss {
    this.#deps.log.flush();
    return describeLoss(cause, this.#deps.log.output());
  }

  /**
   * Ends the sandbox, but not its place: the next event meets the same log stream, and starts another sandbox within its own
   * time, which no report calls an init. On Lambda `/tmp` keeps its files then; here it is empty.
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-invoke-with-errors
   */
  async #reset(live: LiveSandbox, reason: 'timeout' | 'failure'): Promise<void> {
    try {
      await live.shutDown(reason);
    } catch {
      // An engine that could not remove it is asked again when the hosting closes.
    }
    if (this.#live === live) this.#live = undefined;
    this.#free();
  }

  #free(): undefined {
    if (this.#leaving) return;
    this.#idle = true;
    this.#live?.rest();
    this.#deps.onIdle(this);
  }

  /** It ended by itself, or somebody or the engine ended it. */
  #lost({ cause }: LiveSandbox): void {
    this.#deps.log.platform(lossLine(cause, 'between events'));
    void this.leave('failure');
  }

  async #remove(removing: () => Promise<void> | undefined): Promise<void> {
    this.#idle = false;
    this.#deps.onLeaving(this);
    try {
      await removing();
    } catch {
      // An engine that does not answer now is asked again when the hosting closes, and by whoever reaps after it.
    }
    this.#deps.onGone(this);
  }
}
