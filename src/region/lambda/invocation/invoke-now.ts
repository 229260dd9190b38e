/** Runs events that somebody waits for, within a function's reserved concurrency. */
import type { FunctionEvent, InvocationOutcome } from '../../../ports/function-host.js';
import { WireError } from '../../wire/wire-error.js';
import type { ConcurrencyGate } from './concurrency-gate.js';
import type { CountInvocation } from './count-invocation.js';
import type { InvocationTarget } from './invocation-target.js';
import type { OnStream, RunEvent } from './run-event.js';

export interface ImmediateInvocations {
  /** @throws WireError TooManyRequestsException 429, and what `RunEvent` throws */
  invoke(target: InvocationTarget, event: FunctionEvent, onStream?: OnStream): Promise<InvocationOutcome>;
  /** Resolves once none runs any more. */
  settled(): Promise<void>;
}

export interface InvokeNowDeps {
  readonly gate: ConcurrencyGate;
  readonly count: CountInvocation;
  readonly run: RunEvent;
}

/** Without reserved concurrency events beyond what the host takes at once wait for their turn. */
export function createInvokeNow({ gate, count, run }: InvokeNowDeps): ImmediateInvocations {
  const running = new Set<Promise<unknown>>();
  return {
    async invoke(target, event, onStream) {
      const { name, reservedConcurrency = Infinity } = target.record;
      const leave = gate.tryEnter(name, reservedConcurrency);
      if (!leave) {
        count(target, { Throttles: 1 });
        throw throttled();
      }
      const outcome = run(target, event, onStream).finally(leave);
      const settled = outcome.then(
        () => undefined,
        () => undefined,
      );
      running.add(settled);
      void settled.then(() => running.delete(settled));
      return outcome;
    },
    async settled() {
      await Promise.all(running);
    },
  };
}

/** As recorded. */
function throttled(): WireError {
  return new WireError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  });
}
