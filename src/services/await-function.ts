/** Waits until a function (or one of its versions) is usable and quiet, and ends at once when it never will be. */
import type { FunctionName } from '../domain/function-spec.js';
import { type ObservedFunction, type Settlement, settlementOf } from '../domain/function-state.js';
import { AppError } from '../errors/app-error.js';
import { diagnose } from '../errors/diagnose.js';
import { stopIfAborted } from '../errors/stop-if-aborted.js';
import type { FunctionService } from '../ports/function-service.js';
import type { Clock } from '../ports/system.js';

export interface AwaitRequest {
  readonly name: FunctionName;
  /** A version; missing for `$LATEST`. */
  readonly qualifier?: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Told whenever what is waited for changes, e.g. `Pending`. */
  readonly onState?: (what: string) => void;
  /** Also return a function that ended as Failed: for a wait that is about somebody else's update. */
  readonly evenFailed?: boolean;
}

interface AwaitDeps {
  readonly functions: FunctionService;
  readonly clock: Clock;
}

/** Pause before the next look, by how long the wait has lasted: quick while the end is near, calmer later. */
const pauses: readonly { readonly until: number; readonly pause: number }[] = [
  { until: 3_000, pause: 100 },
  { until: 10_000, pause: 250 },
  { until: 60_000, pause: 500 },
  { until: Number.POSITIVE_INFINITY, pause: 2_000 },
];
const toleratedFaults = 5;

/**
 * Polls GetFunction (100 requests a second, unlike the other calls) until State and LastUpdateStatus agree that it is done.
 * Unknown values count as busy. Throttling and service faults are waited out; any other error ends the wait within one poll.
 * An Inactive function is settled too: it is usable once something invokes it.
 *
 * @throws FUNCTION_FAILED with reason code and remedy, WAIT_TIMEOUT, FUNCTION_NOT_FOUND, ACCESS_DENIED, CREDENTIALS_REFUSED, INTERRUPTED
 */
export async function awaitFunction(
  request: AwaitRequest,
  deps: AwaitDeps,
  signal: AbortSignal,
): Promise<ObservedFunction> {
  const started = deps.clock.now();
  let faults = 0;
  let shown = '';
  for (;;) {
    stopIfAborted(signal);
    const observed = await look(request, deps).catch((error: unknown) => {
      if (!isPassing(error) || ++faults > toleratedFaults) throw error;
      return undefined;
    });
    if (observed) {
      faults = 0;
      const settlement = settlementOf(observed);
      if (settlement.kind === 'settled' || settlement.kind === 'inactive') return observed;
      if (settlement.kind === 'failed' && request.evenFailed) return observed;
      if (settlement.kind === 'failed') throw failure(request, observed, settlement);
      if (settlement.what !== shown) request.onState?.(settlement.what);
      shown = settlement.what;
    }
    const now = deps.clock.now();
    if (now >= request.deadline) throw timeout(request, shown, now - started);
    const pause = faults > 0 ? 1_000 * 2 ** (faults - 1) : pauseAfter(now - started);
    await deps.clock.sleep(Math.min(pause, Math.max(request.deadline - now, 1)), signal);
  }
}

async function look({ name, qualifier }: AwaitRequest, { functions }: AwaitDeps): Promise<ObservedFunction> {
  const observed = await functions.get(name, qualifier);
  if (observed) return observed;
  throw new AppError({
    code: 'FUNCTION_NOT_FOUND',
    message: `Function ${label(name, qualifier)} disappeared while it was being waited for.`,
    suggestions: ['Somebody deleted it: run the command again to create it.'],
  });
}

function isPassing(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'THROTTLED' || error.code === 'REMOTE_UNAVAILABLE');
}

function pauseAfter(elapsed: number): number {
  return pauses.find(({ until }) => elapsed < until)?.pause ?? 2_000;
}

function failure(
  { name, qualifier }: AwaitRequest,
  observed: ObservedFunction,
  failed: Settlement & { kind: 'failed' },
): AppError {
  const { field, reasonCode } = failed;
  const image = observed.imageUri;
  // Lambda leaves a literal %s where the image belongs (failures.md A2).
  const reason = failed.reason.replace('%s', () => image ?? '%s');
  const diagnosis = diagnose(failed.reason, reasonCode, { function: name, ...(image && { image }) });
  const serving =
    field === 'LastUpdateStatus'
      ? 'The code that ran before is still serving.'
      : 'The function cannot be invoked until other code is deployed, or the same again once the reason is gone.';
  return new AppError({
    code: 'FUNCTION_FAILED',
    message: `Function ${label(name, qualifier)}: ${field} is Failed (${reasonCode}): ${reason} ${diagnosis ? `${diagnosis.cause} ` : ''}${serving}`,
    suggestions: diagnosis?.suggestions ?? [],
    details: {
      function: name,
      field,
      reasonCode,
      reason,
      state: observed.state,
      codeSha256: observed.codeSha256,
    },
  });
}

function timeout({ name, qualifier }: AwaitRequest, what: string, elapsed: number): AppError {
  return new AppError({
    code: 'WAIT_TIMEOUT',
    message: `Function ${label(name, qualifier)} is still ${what || 'unreadable'} after ${Math.round(elapsed / 1000)} s. Lambda goes on with it.`,
    suggestions: [`Look again: lading status ${name}`, 'Wait longer: --wait-timeout 20m'],
    details: { function: name, waitedFor: what },
  });
}

function label(name: string, qualifier: string | undefined): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}
