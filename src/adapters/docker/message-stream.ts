/** Reads the engine's progress streams: one JSON value a line, where failures travel in-band under HTTP 200. */
import type { Readable } from 'node:stream';

/** One line of a build, push or load stream; only the keys that are read here. */
export interface EngineMessage {
  /** `moby.buildkit.trace`, `moby.image.id`, or a layer's short id. */
  readonly id?: string;
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string; readonly code?: number };
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly aux?: unknown;
}

/**
 * Every line in order, the last one also when it lacks its newline.
 * @throws Error on a line that is not JSON: such a stream cannot be trusted to have told of a failure.
 */
export async function* readMessages(stream: Readable): AsyncGenerator<EngineMessage> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.flatMap(parseLine);
  }
  yield* parseLine(rest + decoder.decode());
}

/** The engine's text of a failure, if this line tells of one. */
export function failureText({ error, errorDetail }: EngineMessage): string | undefined {
  return errorDetail?.message ?? error;
}

function parseLine(line: string): EngineMessage[] {
  const text = line.trim();
  if (text === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch {
    throw new Error(`the engine sent a line that is not JSON: ${text.slice(0, 200)}`);
  }
}
