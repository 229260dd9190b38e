/** Reads the text that the classic builder prints as steps and their output. */
import { stripVTControlCharacters } from 'node:util';
import type { EngineMessage } from './message-stream.js';
import type { StepLog } from './step-log.js';

/** One a build. The classic builder gives no times, so they are taken here, on arrival. */
export class ClassicProgress {
  readonly #log: StepLog;
  readonly #now: () => number;
  #current: { readonly id: string; readonly name: string; readonly since: number } | undefined;
  #cached = false;

  constructor(log: StepLog, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  take({ stream, status, id, progressDetail }: EngineMessage): void {
    // All of stderr is painted red, the end of the colour on a line of its own.
    if (stream !== undefined) this.#text(stripVTControlCharacters(stream));
    // Pulling a base image: one line a change, not one a tick.
    else if (status !== undefined && progressDetail?.total === undefined)
      this.#print(`${id ? `${id}: ` : ''}${status}\n`);
  }

  /** Call when the stream has ended well. */
  end(): void {
    this.#finish();
  }

  #text(text: string): void {
    const step = /^Step (\d+)\/(\d+) : (.*)/.exec(text);
    if (step?.[1] && step[2] && step[3] !== undefined) {
      this.#finish();
      this.#current = { id: step[1], name: `[${step[1]}/${step[2]}] ${step[3].trim()}`, since: this.#now() };
      this.#log.mark(this.#current.id, this.#current.name, 'started');
    } else if (/^ ---> Using cache\s*$/.test(text)) {
      this.#cached = true;
    } else if (!/^ ---> |^Removing intermediate container |^Successfully (built|tagged) /.test(text)) {
      this.#print(text);
    }
  }

  #print(text: string): void {
    if (this.#current && text.trim() !== '') this.#log.print(this.#current.id, Buffer.from(text));
  }

  #finish(): void {
    if (this.#current) {
      const { id, name, since } = this.#current;
      this.#log.mark(id, name, this.#cached ? 'cached' : 'done', this.#now() - since);
    }
    this.#current = undefined;
    this.#cached = false;
  }
}
