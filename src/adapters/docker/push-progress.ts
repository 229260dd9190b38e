/** Turns the lines of a push into events a layer, counts the layers and finds the digest. */
import { type Digest, isDigest } from '../../domain/digest.js';
import type { PushEvent, PushedImage } from '../../ports/container-engine.js';
import type { EngineMessage } from './message-stream.js';

/** The engine's words; a graph-driver store and containerd agree on them. */
const statuses: readonly [RegExp, PushEvent['status']][] = [
  [/^(?:Preparing|Waiting)/, 'preparing'],
  [/^Pushing/, 'pushing'],
  [/^Pushed/, 'pushed'],
  [/^Layer already exists|^Already exists/, 'exists'],
  [/^Mounted from/, 'mounted'],
  [/^Retrying in/, 'retrying'],
];

/** One a push. */
export class PushProgress {
  readonly #layers = new Map<string, PushEvent['status']>();
  readonly #onEvent: (event: PushEvent) => void;
  #digest: Digest | undefined;

  constructor(onEvent: (event: PushEvent) => void) {
    this.#onEvent = onEvent;
  }

  take({ id, status, progressDetail, aux }: EngineMessage): void {
    this.#digest = pushedDigest(aux) ?? this.#digest;
    const known = statuses.find(([pattern]) => status !== undefined && pattern.test(status));
    if (id === undefined || !known) return;
    this.#layers.set(id, known[1]);
    const { current, total } = progressDetail ?? {};
    this.#onEvent({
      layer: id,
      status: known[1],
      ...(current !== undefined && { current }),
      ...(total !== undefined && { total }),
    });
  }

  /** Undefined while the engine has not named the digest: such a push has not succeeded, whatever else it said. */
  result(): PushedImage | undefined {
    if (!this.#digest) return undefined;
    const pushed = [...this.#layers.values()].filter((status) => status === 'pushed').length;
    return { digest: this.#digest, layers: { total: this.#layers.size, pushed } };
  }
}

function pushedDigest(aux: unknown): Digest | undefined {
  const { Digest: value } = typeof aux === 'object' && aux !== null ? (aux as { Digest?: unknown }) : {};
  return typeof value === 'string' && isDigest(value) ? value : undefined;
}
