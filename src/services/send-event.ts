/** Sends one event, and waits while the function is not ready to take it. */
import { AppError } from '../errors/app-error.js';
import type { Invocation, InvocationRequest } from '../ports/function-invoker.js';
import type { DeployDeps } from './deploy-deps.js';

export interface InvokeRequest extends Omit<InvocationRequest, 'patience'> {
  /** Milliseconds that the function may take to become ready; its answer has its own time. */
  readonly waitTimeout: number;
  /** Told once for each reason why the function is not ready. */
  readonly onWait?: (reason: string) => void;
  /** Streams the answer. */
  readonly onPiece?: (piece: Uint8Array) => void;
}

/** Milliseconds: the longest that Lambda lets a function work, and a start before it. */
const patience = 900_000 + 60_000;
/** Milliseconds between attempts: a function that was woken takes seconds to minutes. */
const pauses = [500, 1_000, 2_000, 3_000];
const longestPause = 5_000;

/**
 * A function that is Pending, or that wakes after weeks without use, refuses the event and says so: that is waited for. All
 * other refusals end at once. https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 * @throws WAIT_TIMEOUT with Lambda's last words; else what the invoker throws
 */
export async function sendEvent(
  request: InvokeRequest,
  { invoker, clock }: Pick<DeployDeps, 'invoker' | 'clock'>,
  signal: AbortSignal,
): Promise<Invocation> {
  const { waitTimeout, onWait, onPiece, ...event } = request;
  const started = clock.now();
  let told = '';
  for (let attempt = 0; ; attempt += 1) {
    try {
      const full = { ...event, patience };
      return await (onPiece ? invoker.stream(full, onPiece) : invoker.invoke(full));
    } catch (error) {
      if (!(error instanceof AppError) || error.details.retry !== 'conflict') throw error;
      if (clock.now() - started >= waitTimeout) throw timeout(request, error, clock.now() - started);
      if (error.message !== told) onWait?.(error.message);
      told = error.message;
    }
    const left = started + waitTimeout - clock.now();
    await clock.sleep(Math.min(pauses[attempt] ?? longestPause, Math.max(left, 1)), signal);
  }
}

function timeout({ name, qualifier }: InvokeRequest, last: AppError, elapsed: number): AppError {
  return new AppError({
    code: 'WAIT_TIMEOUT',
    message: `Function ${name}:${qualifier} did not become ready in ${Math.round(elapsed / 1000)} s, so the event did not reach it. ${last.message}`,
    suggestions: [`See how it stands: lading status ${name}`, 'Wait longer: --wait-timeout 20m'],
    details: { ...last.details, function: name, qualifier },
    cause: last,
  });
}
