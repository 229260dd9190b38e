/** Tells when a service does not answer for long. */
import type { Clock } from '../../ports/system.js';
import { unlessSilent } from './unless-silent.js';

export interface Listener {
  readonly deps: { readonly clock: Clock };
  readonly signal: AbortSignal;
  /** Tells the user what is going on. */
  readonly note: (text: string) => void;
}

/** An answer takes a second or two. Milliseconds. */
const silence = 15_000;

/**
 * The answer. On a connection that broke unnoticed it takes a minute until its lack is an error, which nobody should watch
 * without a word.
 * @param service starts a sentence: `CloudWatch Logs`
 * @throws INTERRUPTED when the signal fires, and what the promise rejects with
 */
export async function tellSilence<Value>(
  answer: Promise<Value>,
  service: string,
  { deps, signal, note }: Listener,
): Promise<Value> {
  const soon = await unlessSilent(answer, silence, { deps, signal });
  if (soon !== 'silent') return soon;
  note(`${service} has not answered for ${silence / 1000} s. Waiting for it.`);
  const late = await answer;
  note(`${service} answers again.`);
  return late;
}
