/** Follows the steps of a build: cuts output into lines, and keeps the tail of each step for the case that it fails. */
import { stripVTControlCharacters } from 'node:util';
import { redact } from '../../errors/redact.js';
import type { BuildEvent } from '../../ports/container-engine.js';

const tailLength = 20;

export interface FailedStep {
  readonly name: string;
  /** The last lines that it printed. */
  readonly output: readonly string[];
}

interface Step {
  readonly name: string;
  status: Extract<BuildEvent, { kind: 'step' }>['status'];
  readonly tail: string[];
  /** A line whose end has not come yet. */
  partial: string;
  readonly decoder: InstanceType<typeof TextDecoder>;
}

/** One a build. `onEvent` hears of each change once, and of each whole line. */
export class StepLog {
  readonly #steps = new Map<string, Step>();
  readonly #onEvent: (event: BuildEvent) => void;
  #failed: string | undefined;

  constructor(onEvent: (event: BuildEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Says where a step stands; saying the same again is not an event. */
  mark(id: string, name: string, status: Step['status'], milliseconds?: number): void {
    const known = this.#steps.get(id);
    // BuildKit goes through some steps twice; only a failure is news about a step that has ended.
    const ended = known !== undefined && known.status !== 'started';
    if (known?.status === status || (ended && status !== 'failed')) return;
    if (known && status !== 'started') this.#flush(id, known);
    this.#steps.set(
      id,
      known
        ? Object.assign(known, { status })
        : { name, status, tail: [], partial: '', decoder: new TextDecoder() },
    );
    if (status === 'failed') this.#failed ??= id;
    this.#onEvent({
      kind: 'step',
      id,
      name,
      status,
      ...(milliseconds !== undefined && { milliseconds: Math.round(milliseconds) }),
    });
  }

  print(id: string, bytes: Uint8Array): void {
    const step = this.#steps.get(id);
    if (!step) return;
    const lines = (step.partial + step.decoder.decode(bytes, { stream: true })).split('\n');
    step.partial = lines.pop() ?? '';
    for (const line of lines) this.#emit(id, step, line);
  }

  /** The first step that failed, else the last that was begun and not ended. */
  failedStep(): FailedStep | undefined {
    const running = [...this.#steps].filter(([, step]) => step.status === 'started').at(-1)?.[0];
    const id = this.#failed ?? running;
    const step = id === undefined ? undefined : this.#steps.get(id);
    if (!step || id === undefined) return undefined;
    this.#flush(id, step);
    return { name: redact(step.name), output: step.tail };
  }

  #flush(id: string, step: Step): void {
    const rest = step.partial + step.decoder.decode();
    step.partial = '';
    if (rest !== '') this.#emit(id, step, rest);
  }

  #emit(id: string, step: Step, raw: string): void {
    // Colours have no place in an error or a log, and what a progress bar drew over itself is gone on a terminal too.
    const plain = stripVTControlCharacters(raw).replace(/\r$/, '');
    const line = redact(plain.slice(plain.lastIndexOf('\r') + 1));
    step.tail.push(line);
    if (step.tail.length > tailLength) step.tail.shift();
    this.#onEvent({ kind: 'output', id, line });
  }
}
