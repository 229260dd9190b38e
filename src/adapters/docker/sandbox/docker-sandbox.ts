/** One container as a sandbox: started, frozen, measured, removed. */
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { AppError } from '../../../errors/app-error.js';
import type {
  Sandbox,
  SandboxEnd,
  SandboxOutput,
  SandboxProcess,
  SandboxSpec,
} from '../../../ports/sandbox-engine.js';
import type { EngineClient } from '../engine-client.js';
import { generalFailure, interrupted, readEngineFailure } from '../engine-failure.js';
import { startBeside } from './beside-process.js';
import { type ContainerEnd, killed, watchEnd } from './container-end.js';
import { type MemoryMeter, openMemoryMeter } from './memory-meter.js';
import { readFrames } from './output-frames.js';
import { removeContainer } from './remove-container.js';
import { isAbsent, sandboxFailure } from './sandbox-failure.js';
import { kernelRefusal, startRefusal } from './start-refusal.js';

export interface SandboxParts {
  readonly client: EngineClient;
  readonly container: Docker.Container;
  readonly spec: SandboxSpec;
  /** Names of volumes that go with it. */
  readonly volumes: readonly string[];
  /** What of the processors it gets from `limitProcessors` on, in billionths of one; undefined for all of them. */
  readonly processorShare: () => Promise<number | undefined>;
  readonly extensions: (container: Docker.Container) => Promise<readonly string[]>;
  readonly onRemoved: () => void;
}

type Started = Awaited<ReturnType<Sandbox['start']>>;

/** Output after the end comes within milliseconds; a connection that broke must not keep an end back. */
const outputGrace = 1_000;
/** A refusal is one short line. */
const longestRefusal = 1_024;

export class DockerSandbox implements Sandbox {
  readonly id: string;
  readonly ended: Promise<SandboxEnd>;
  readonly #parts: SandboxParts;
  readonly #settle: (end: SandboxEnd) => void;
  #watched = false;
  #meter: MemoryMeter | undefined;
  #lane: Promise<unknown> = Promise.resolve();
  #frozen = false;
  #over = false;
  #removal: Promise<void> | undefined;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.id = parts.container.id;
    let settle: (end: SandboxEnd) => void = () => undefined;
    this.ended = new Promise((resolve) => {
      settle = resolve;
    });
    this.#settle = settle;
  }

  async start(onOutput: (output: SandboxOutput) => void): Promise<Started> {
    const { client, container } = this.#parts;
    const failed = new AbortController();
    try {
      const heard = new FirstWords();
      // Both before the start, so that neither a byte nor the end is missed.
      const [output, { ended }] = await Promise.all([
        this.#attach(heard, onOutput, failed.signal),
        watchEnd(client, container, failed.signal),
      ]);
      this.#watched = true;
      ended.then((end) => this.#finish(end, output.ended, heard));
      await container.start();
    } catch (error) {
      failed.abort();
      throw this.#startFailure(error);
    }
    return this.#afterStart();
  }

  extensions(): Promise<readonly string[]> {
    return this.#parts.extensions(this.#parts.container);
  }

  launch(path: string, onOutput: (output: SandboxOutput) => void): Promise<SandboxProcess> {
    const { client, container } = this.#parts;
    return startBeside(client, container, path, onOutput);
  }

  async limitProcessors(): Promise<void> {
    const share = await this.#parts.processorShare();
    if (share === undefined) return;
    await this.#inTurn('limiting the processors', () => this.#parts.container.update({ NanoCpus: share }));
  }

  async freeze(): Promise<void> {
    await this.#inTurn('freezing', async () => {
      if (this.#frozen) return;
      await this.#parts.container.pause();
      this.#frozen = true;
    });
  }

  async thaw(): Promise<void> {
    await this.#inTurn('thawing', async () => {
      if (!this.#frozen) return;
      await this.#parts.container.unpause();
      this.#frozen = false;
    });
  }

  async memoryUsed(): Promise<number | undefined> {
    return this.#meter?.used();
  }

  remove(): Promise<void> {
    this.#removal ??= this.#remove().catch((error: unknown) => {
      // The next call tries again.
      this.#removal = undefined;
      throw error;
    });
    return this.#removal;
  }

  /** Listens from the first moment: an aborted stream that nobody listens to would end the process. */
  async #attach(
    heard: FirstWords,
    onOutput: (output: SandboxOutput) => void,
    abortSignal: AbortSignal,
  ): Promise<{ readonly ended: Promise<void> }> {
    const options = { stream: true, stdout: true, stderr: true, abortSignal };
    const stream = (await this.#parts.container.attach(options)) as unknown as Readable;
    const ended = readFrames(stream, (piece) => {
      heard.add(piece);
      onOutput(piece);
    });
    return { ended };
  }

  async #afterStart(): Promise<Started> {
    const { client, container } = this.#parts;
    try {
      const { State, NetworkSettings } = await container.inspect();
      this.#meter = await openMemoryMeter(client, container.id, State.Pid);
      if (this.#over) this.#meter.close();
      const startedAt = Date.parse(State.StartedAt);
      return {
        address: Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '',
        ...(startedAt > 0 && { startedAt }),
      };
    } catch (error) {
      // Removed in the meantime: its end says so.
      if (isAbsent(error)) return { address: '' };
      throw sandboxFailure(error, this.#doing('looking at'), client.endpoint);
    }
  }

  async #finish(end: ContainerEnd, outputEnded: Promise<void>, heard: FirstWords): Promise<void> {
    this.#over = true;
    this.#meter?.close();
    await Promise.race([outputEnded, delay(outputGrace, undefined, { ref: false })]);
    const words = end.exitCode === 0 ? undefined : heard.errorsAlone();
    const refusal = words === undefined ? undefined : kernelRefusal(words, this.#parts.spec);
    this.#settle({ ...end, ...(refusal && { refusal }) });
  }

  #startFailure(error: unknown): AppError {
    const { client, spec } = this.#parts;
    if (this.#removal) return interrupted(this.#doing('starting'));
    const general = generalFailure(error, this.#doing('starting'), client.endpoint);
    if (general) return general;
    const { text } = readEngineFailure(error);
    const { debugPort } = spec;
    if (debugPort !== undefined && /port is already allocated|address already in use/.test(text)) {
      return new AppError({
        code: 'PORT_TAKEN',
        message: `The debug port ${debugPort} of function ${spec.functionName} is in use: ${text}`,
        suggestions: [
          `See what uses it: ss -ltnp 'sport = :${debugPort}'`,
          'Or give another one: --debug-port 5859',
        ],
        details: { port: debugPort },
        cause: error,
      });
    }
    return startRefusal(text, spec, error);
  }

  /** One after the other: pausing and resuming at once would leave a container in either state. Nothing to do once it ended. */
  async #inTurn(verb: string, work: () => Promise<unknown>): Promise<void> {
    const turn = this.#lane.then(async () => {
      if (this.#over) return;
      try {
        await work();
      } catch (error) {
        const { status, text } = readEngineFailure(error);
        // It ended just now: the engine knew first, or its runtime did.
        const ended = /is not running|not paused|stopped container/i.test(text);
        if (status === 404 || ended || this.#removal) return;
        throw sandboxFailure(error, this.#doing(verb), this.#parts.client.endpoint);
      }
    });
    this.#lane = turn.catch(() => undefined);
    return turn;
  }

  async #remove(): Promise<void> {
    const { client, container, volumes, onRemoved } = this.#parts;
    await removeContainer(client, container.id, volumes);
    this.#over = true;
    this.#meter?.close();
    // For those who wait for the end of what never started; else the engine tells.
    if (!this.#watched) this.#settle({ exitCode: killed, outOfMemory: false });
    onRemoved();
  }

  #doing(verb: string): string {
    return `${verb} the sandbox of function ${this.#parts.spec.functionName}`;
  }
}

/** Enough of the output to tell a refusal of the kernel from a program's own words. */
class FirstWords {
  #stdout = false;
  #stderr = '';

  add({ stream, bytes }: SandboxOutput): void {
    if (stream === 'stdout') this.#stdout = true;
    else if (this.#stderr.length <= longestRefusal) this.#stderr += Buffer.from(bytes).toString();
  }

  /** What was written to stderr, if nothing else was and it is short. */
  errorsAlone(): string | undefined {
    return this.#stdout || this.#stderr.length > longestRefusal ? undefined : this.#stderr;
  }
}
