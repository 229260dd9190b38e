/** Reads the event of an invocation from where it is given, and checks it before anything is sent. */
import { checkEvent, notUtf8 } from '../domain/invocation/check-event.js';
import { eventLimits, type InvocationType } from '../domain/invocation/event-limits.js';
import { textOf } from '../domain/invocation/present-payload.js';
import { AppError } from '../errors/app-error.js';
import type { FileBytes, StandardInput } from '../ports/system.js';

export interface GivenEvent {
  /** JSON text, or `-` for standard input. */
  readonly argument?: string | undefined;
  /** A path, or `-` for standard input. */
  readonly file?: string | undefined;
  readonly type: InvocationType;
}

export interface EventDeps {
  readonly files: FileBytes;
  readonly input: StandardInput;
  readonly signal: AbortSignal;
  /** Told when standard input keeps the command waiting. */
  readonly onWait: () => void;
}

const emptyEvent = '{}';

/**
 * The text as it was given, which is JSON and not too large: the argument, else the file, else what is piped in, else `{}`.
 * @throws EVENT_INVALID, FILE_UNREADABLE, INTERRUPTED
 */
export async function readEvent({ argument, file, type }: GivenEvent, deps: EventDeps): Promise<string> {
  if (argument !== undefined && argument !== '-') return checked(argument, type, 'the command line');
  if (argument === '-' || file === '-') return decoded(await readInput(deps), type, 'standard input');
  if (file !== undefined) return decoded(await readFile(file, deps), type, file);
  if (!deps.input.redirected()) return emptyEvent;
  const bytes = await readInput(deps);
  return textOf(bytes)?.trim() === '' ? emptyEvent : decoded(bytes, type, 'standard input');
}

/** Bytes that are no UTF-8 would be sent as others. */
function decoded(bytes: Uint8Array, type: InvocationType, source: string): string {
  const text = textOf(bytes);
  if (text === undefined) throw notUtf8(source);
  return checked(text, type, source);
}

function checked(text: string, type: InvocationType, source: string): string {
  checkEvent(text, type, source);
  return text;
}

async function readFile(path: string, { files }: EventDeps): Promise<Uint8Array> {
  const bytes = await files.readBytes(path);
  if (bytes !== undefined) return bytes;
  throw new AppError({
    code: 'FILE_UNREADABLE',
    message: `The event file ${path} does not exist.`,
    suggestions: [`Check the path, or write an event there: echo '{}' > ${path}`],
    details: { path },
  });
}

function readInput({ input, signal, onWait }: EventDeps): Promise<Uint8Array> {
  return input.read(eventLimits.RequestResponse, signal, onWait);
}
