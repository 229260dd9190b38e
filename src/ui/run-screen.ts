/** What a person sees while a function runs on this machine: its log and what happens to it on stderr, its answer on stdout. */
import type { InvocationResult } from '../domain/invocation/invocation-result.js';
import { textOf } from '../domain/invocation/present-payload.js';
import { type AppError, toAppError } from '../errors/app-error.js';
import { redact } from '../errors/redact.js';
import type { Served, ServeNews } from '../pipeline/serve.js';
import { createPaint } from './paint.js';
import { renderError } from './render-error.js';
import { renderInvocation, renderWarnings } from './render-invocation.js';
import { renderNews, renderTrouble } from './render-run.js';
import { type PricePlace, renderRunLine, type ShownLine } from './render-run-line.js';

export interface RunScreen {
  tell(text: string): void;
  onLog(line: ShownLine): void;
  /** From now on reports have a price, that of where the function would run. */
  served(served: Served): void;
  onNews(news: ServeNews): void;
  onError(error: unknown): void;
  /** The answer to one event, and what it took. */
  answered(invoked: Answered): Promise<void>;
}

export interface Answered {
  readonly payload: Uint8Array;
  readonly result: InvocationResult;
  readonly error?: AppError;
}

interface RunScreenOptions {
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  /** Completes the commands in what lading says. */
  readonly inPlace: (text: string) => string;
}

/** What the function says is shown as it says it; what lading says is redacted. */
export function createRunScreen(
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  env: NodeJS.ProcessEnv,
  { quiet, signal, inPlace }: RunScreenOptions,
): RunScreen {
  const paint = createPaint(stderr, env);
  const say = (text: string): void => void (text === '' || stderr.write(`${inPlace(redact(text))}\n`));
  const tell = (text: string): void => void (quiet || say(text));
  let place: PricePlace | undefined;
  // What a runtime says while it is removed is about its removal.
  let over = quiet;
  return {
    tell,
    onLog: (line) => void (over || signal.aborted || stderr.write(`${renderRunLine(line, place, paint)}\n`)),
    served({ hosted, trouble }) {
      place = hosted;
      if (trouble) say(renderTrouble(trouble, 'The next event starts it again, as on Lambda.', paint));
    },
    onNews: (news) => (news.kind.startsWith('not-') ? say : tell)(renderNews(news, paint)),
    onError: (error) => say(renderError(toAppError(error), [], paint)),
    async answered({ payload, result, error }) {
      over = true;
      const end = /\n$|^$/.test(textOf(payload) ?? '') ? '' : '\n';
      await new Promise((resolve) => stdout.write(Buffer.concat([payload, Buffer.from(end)]), resolve));
      tell(renderInvocation(result, paint));
      say(renderWarnings(result, paint));
      if (error) say(renderError(error, [], paint));
    },
  };
}
