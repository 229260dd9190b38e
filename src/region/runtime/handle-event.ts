/** Hands one event to a sandbox that is ready for it, and waits for what comes of it. */
import type { ResponseStream } from '../../ports/function-host.js';
import { collectStream } from './collected-stream.js';
import { answered, brokenOff, type EventResult, timedOut } from './event-result.js';
import type { IdentifiedEvent } from './identify-event.js';
import { interrupted, type LiveSandbox } from './live-sandbox.js';
import type { InvocationEnding } from './runtime-api.js';
import { within } from './within.js';

export interface EventHandling {
  readonly live: LiveSandbox;
  readonly event: IdentifiedEvent;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Seconds, for the words about it. */
  readonly timeout: number;
  readonly signals: readonly AbortSignal[];
  readonly onStream?: ((stream: ResponseStream) => void) | undefined;
}

/**
 * Does not end the sandbox, in whatever state it leaves it.
 * @throws INTERRUPTED when one of the signals fires
 */
export async function handleEvent(handling: EventHandling): Promise<EventResult> {
  const { live, event, deadline, signals, onStream } = handling;
  const collected = collectStream();
  const answer = live.api.deliver({ ...event, deadline }, onStream ?? collected.onStream);
  const waited = await within(answer, {
    milliseconds: deadline - Date.now(),
    signals: [...signals, live.fatal],
  });
  if (waited.done && !(await brokeDown(waited.value, live)))
    return answered(waited.value, onStream ? undefined : await collected.body());
  if (signals.some(({ aborted }) => aborted)) throw interrupted();
  if (live.cause) return brokenOff(event.requestId, live.cause);
  return timedOut(event.requestId, handling.timeout, Date.now());
}

/** A connection that was cut in the middle of an answer is told by how its process ended, if it did. */
async function brokeDown(ending: InvocationEnding, live: LiveSandbox): Promise<boolean> {
  const error = ending.kind === 'error' || ending.kind === 'streamed' ? ending.error : undefined;
  return error?.own === true && error.errorType === 'Runtime.TruncatedResponse' && live.ends();
}
