/** Invokes functions, now or in turn: what Invoke, InvokeWithResponseStream and function URLs have in common. */
import { setMaxListeners } from 'node:events';
import type { FunctionEvent, InvocationOutcome } from '../../../ports/function-host.js';
import type { LogSink } from '../../logs/log-sink.js';
import type { Store } from '../../store.js';
import { WireError } from '../../wire/wire-error.js';
import { type DeletedImageDeps, noticeDeletedImage } from '../deleted-image.js';
import type { FunctionReference } from '../function-name.js';
import type { FunctionRecord, FunctionVersion } from '../function-record.js';
import { versionOf } from '../function-store.js';
import type { Idleness } from '../idleness.js';
import { createConcurrencyGate } from './concurrency-gate.js';
import { createInvocationCounter } from './count-invocation.js';
import { createDeliver } from './deliver-record.js';
import type { DeliveryLog } from './delivery-log.js';
import { createEventQueue } from './event-queue.js';
import { createFunctionHosts } from './function-hosts.js';
import { type InvocationTarget, requireTarget, type TargetDeps } from './invocation-target.js';
import { createInvokeNow } from './invoke-now.js';
import type { LateHosting } from './late-hosting.js';
import { queuedEventTable } from './queued-event.js';
import { requireInvocable } from './require-invocable.js';
import { createEventRunner, type OnStream } from './run-event.js';

export interface Invocations {
  /** What is invoked now. @throws WireError ResourceNotFoundException, and what `requireInvocable` throws */
  targetOf(reference: FunctionReference): InvocationTarget;
  /** Runs one event and waits. @throws WireError TooManyRequestsException 429, LocalRegionException 400, UnknownOperationException */
  invoke(target: InvocationTarget, event: FunctionEvent, onStream?: OnStream): Promise<InvocationOutcome>;
  /** On return the event is kept, also across a kill of the process. @throws WireError UnknownOperationException */
  enqueue(target: InvocationTarget, event: FunctionEvent & { readonly requestId: string }): void;
  /** Breaks off what runs; queued events stay for the next process. Repeatable. */
  close(): Promise<void>;
}

export interface InvocationsDeps extends TargetDeps, DeletedImageDeps {
  readonly store: Store;
  readonly idleness: Idleness;
  readonly log: LogSink;
  readonly deliveries: DeliveryLog;
  /** What functions run on; absent where nothing runs them. */
  readonly hosting?: LateHosting;
  /** Milliseconds to the first retry of an asynchronous invocation; the second comes after twice as long. */
  readonly retryDelay: number;
  /** Whether events are run that nobody waits for, also those that an earlier process left. */
  readonly background: boolean;
}

export function createInvocations(deps: InvocationsDeps): Invocations {
  const targetOf = (reference: FunctionReference): InvocationTarget => findTarget(reference, deps);
  if (deps.hosting) return { targetOf, ...createRunning(deps, deps.hosting) };
  return {
    targetOf,
    invoke: () => Promise.reject(nothingRuns()),
    enqueue() {
      throw nothingRuns();
    },
    close: async () => undefined,
  };
}

function findTarget(reference: FunctionReference, deps: InvocationsDeps): InvocationTarget {
  const { idleness, clock } = deps;
  const drawn = requireTarget(reference, deps);
  const { name } = drawn.record;
  const now = (record: FunctionRecord): FunctionVersion =>
    versionOf(record, drawn.version.version) ?? drawn.version;
  const seen = idleness.notice(name, now(noticeDeletedImage(name, drawn.version, deps)));
  const record = idleness.wake(name, now(seen));
  const target = { ...drawn, record, version: now(record) };
  requireInvocable(target, clock());
  idleness.used(name, target.version);
  return target;
}

function createRunning(deps: InvocationsDeps, hosting: LateHosting): Omit<Invocations, 'targetOf'> {
  const { store, clock } = deps;
  const stop = new AbortController();
  // Every event that runs or waits listens to it.
  setMaxListeners(0, stop.signal);
  const gate = createConcurrencyGate();
  const count = createInvocationCounter(store, clock);
  const hosts = createFunctionHosts({ ...deps, ...hosting });
  const run = createEventRunner({ ...deps, hosts, count, signal: stop.signal });
  const immediate = createInvokeNow({ gate, count, run });
  const queue = createEventQueue({
    ...deps,
    table: queuedEventTable(store),
    gate,
    run,
    targetOf: ({ functionName: name, qualifier }) =>
      findTarget({ name, ...(qualifier !== undefined && { qualifier }) }, deps),
    deliver: createDeliver({ ...deps, enqueue: (event) => queue.add(event) }),
    signal: stop.signal,
    active: deps.background,
  });
  queue.resume();
  return {
    invoke: immediate.invoke,
    enqueue({ record, qualifier }, { payload, requestId, traceId }) {
      queue.add({
        id: requestId,
        functionName: record.name,
        payload: Buffer.from(payload).toString('utf8'),
        queuedAt: clock(),
        attempts: 0,
        dueAt: clock(),
        ...(qualifier !== undefined && { qualifier }),
        ...(traceId !== undefined && { traceId }),
      });
    },
    async close() {
      stop.abort();
      await Promise.all([hosting.close(), immediate.settled(), queue.settled()]);
    },
  };
}

function nothingRuns(): WireError {
  return new WireError(
    'UnknownOperationException',
    'This local region was started without a container engine to run functions on, so they cannot be invoked in it.',
    404,
  );
}
