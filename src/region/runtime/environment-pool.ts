/** The execution environments of one function: reuses warm ones, starts more when all are busy, lets idle ones go. */
import { TooManyEvents } from '../../domain/invocation/too-many-events.js';
import type { HostedFunction, InitOutcome } from '../../ports/function-host.js';
import type { ExecutionEnvironment } from './execution-environment.js';
import { interrupted } from './live-sandbox.js';
import type { Turnstile } from './turnstile.js';
import { within } from './within.js';

export interface PoolEvents {
  onIdle(environment: ExecutionEnvironment): void;
  onLeaving(environment: ExecutionEnvironment): void;
  onGone(environment: ExecutionEnvironment): void;
}

export interface PoolDeps {
  readonly rules: Pick<HostedFunction, 'concurrency' | 'overflow' | 'idleAfter'>;
  /** Starting costs processors, and time in it counts against init: only so many start at once. */
  readonly starts: Turnstile;
  make(events: PoolEvents): ExecutionEnvironment;
}

interface Waiting {
  take(environment: ExecutionEnvironment): void;
  refuse(error: unknown): void;
}

export class EnvironmentPool {
  readonly #deps: PoolDeps;
  readonly #all = new Set<ExecutionEnvironment>();
  /** The most recently used one last. */
  readonly #idle = new Map<ExecutionEnvironment, NodeJS.Timeout>();
  /** On their way out; they count until they are gone. */
  readonly #leaving = new Set<ExecutionEnvironment>();
  readonly #waiting: Waiting[] = [];
  readonly #starts = new Set<Promise<ExecutionEnvironment>>();
  /** Those that run and those that wait. */
  readonly #events = new Set<Promise<unknown>>();
  #initialising = 0;
  #closed = false;

  constructor(deps: PoolDeps) {
    this.#deps = deps;
  }

  /**
   * Does the work in an environment that nobody else uses meanwhile; first come, first served.
   * @throws `TooManyEvents`, INTERRUPTED, what starting throws, and what the work throws
   */
  async run<T>(signal: AbortSignal, work: (environment: ExecutionEnvironment) => Promise<T>): Promise<T> {
    const { concurrency, overflow } = this.#deps.rules;
    if (this.#closed || signal.aborted) throw interrupted();
    if (overflow === 'refuse' && this.#events.size >= concurrency) throw new TooManyEvents();
    const warm = this.#takeWarm();
    const event = warm ? work(warm) : this.#wait(signal).then(work);
    this.#events.add(event);
    try {
      return await event;
    } finally {
      this.#events.delete(event);
    }
  }

  /** How the start of the environment went that is there, or of a new one where there is none. @throws as `run` */
  async warm(signal: AbortSignal): Promise<InitOutcome> {
    if (this.#closed) throw interrupted();
    const there = [...this.#all].flatMap(({ initOutcome }) => initOutcome ?? []);
    if (there[0]) return there[0];
    const [starting = this.#start('kept')] = this.#starts;
    const waited = await within(starting, { signals: [signal] });
    if (!waited.done) throw interrupted();
    return waited.value.initOutcome ?? this.warm(signal);
  }

  /** Nothing new from now on; what runs may end within `grace` milliseconds. Repeatable. */
  async close(grace: number): Promise<void> {
    this.#closed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(interrupted());
    await within(Promise.allSettled(this.#events), { milliseconds: grace });
    const quiet = new Set([...this.#idle.keys(), ...this.#leaving]);
    await Promise.all(
      [...this.#all].map((environment) =>
        quiet.has(environment) ? environment.leave('spindown') : environment.kill(),
      ),
    );
    await Promise.allSettled([...this.#starts, ...this.#events]);
  }

  #takeWarm(): ExecutionEnvironment | undefined {
    const warm = [...this.#idle.keys()].at(-1);
    if (warm) this.#busy(warm);
    return warm;
  }

  async #wait(signal: AbortSignal): Promise<ExecutionEnvironment> {
    let waiting: Waiting | undefined;
    const turn = new Promise<ExecutionEnvironment>((take, refuse) => {
      waiting = { take, refuse };
      this.#waiting.push(waiting);
    });
    this.#startWhatIsMissing();
    const waited = await within(turn, { signals: [signal] });
    if (waited.done) return waited.value;
    const place = waiting ? this.#waiting.indexOf(waiting) : -1;
    if (place >= 0) this.#waiting.splice(place, 1);
    // Its turn came in the same moment: the next one may have it.
    else
      void turn.then(
        (environment) => this.#becameIdle(environment),
        () => undefined,
      );
    throw interrupted();
  }

  #startWhatIsMissing(): void {
    while (
      !this.#closed &&
      this.#waiting.length > this.#starts.size &&
      this.#all.size < this.#deps.rules.concurrency
    )
      // What went wrong is told to the event that it was started for.
      this.#start('for an event').catch(() => undefined);
  }

  #start(purpose: 'for an event' | 'kept'): Promise<ExecutionEnvironment> {
    const environment = this.#deps.make({
      onIdle: (idle) => this.#becameIdle(idle),
      onLeaving: (leaving) => this.#depart(leaving),
      onGone: (gone) => this.#forget(gone),
    });
    this.#all.add(environment);
    const starting = this.#deps.starts.pass(async () => {
      try {
        await this.#initialise(environment, purpose);
        return environment;
      } finally {
        this.#starts.delete(starting);
        this.#startWhatIsMissing();
      }
    });
    this.#starts.add(starting);
    return starting;
  }

  async #initialise(environment: ExecutionEnvironment, purpose: 'for an event' | 'kept'): Promise<void> {
    // Others may have handled all events while this one waited for its turn to start.
    if (purpose === 'for an event' && this.#waiting.length <= this.#initialising) return environment.kill();
    this.#initialising += 1;
    try {
      if (this.#closed) throw interrupted();
      await environment.initialise();
    } catch (error) {
      if (purpose === 'for an event') this.#waiting.shift()?.refuse(error);
      await environment.kill();
      throw error;
    } finally {
      this.#initialising -= 1;
    }
  }

  #becameIdle(environment: ExecutionEnvironment): void {
    const next = this.#waiting.shift();
    if (next) {
      next.take(environment);
      return;
    }
    const timer = setTimeout(() => void environment.leave('spindown'), this.#deps.rules.idleAfter);
    // A process must not live on only to end a sandbox; closing does that.
    timer.unref();
    this.#idle.set(environment, timer);
  }

  #busy(environment: ExecutionEnvironment): void {
    clearTimeout(this.#idle.get(environment));
    this.#idle.delete(environment);
  }

  #depart(environment: ExecutionEnvironment): void {
    this.#busy(environment);
    this.#leaving.add(environment);
  }

  #forget(environment: ExecutionEnvironment): void {
    this.#leaving.delete(environment);
    this.#all.delete(environment);
    this.#startWhatIsMissing();
  }
}
