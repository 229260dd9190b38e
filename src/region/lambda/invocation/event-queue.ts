/** Runs asynchronous invocations: in turn, again when they fail, and not for ever. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Table } from '../../store.js';
import type { FunctionRecord } from '../function-record.js';
import { type FunctionStore, versionOf } from '../function-store.js';
import type { ConcurrencyGate } from './concurrency-gate.js';
import type { Deliver } from './deliver-record.js';
import type { EndedInvocation, InvocationEnd } from './invocation-record.js';
import type { InvocationTarget } from './invocation-target.js';
import type { QueuedEvent } from './queued-event.js';
import type { RunEvent } from './run-event.js';

export interface EventQueue {
  /** On return the event is kept; it runs as soon as it may. */
  add(event: QueuedEvent): void;
  /** Takes up what an earlier process left. */
  resume(): void;
  /** Resolves once nothing is being worked on; after the signal was aborted. */
  settled(): Promise<void>;
}

export interface EventQueueDeps {
  readonly table: Table<QueuedEvent>;
  readonly functions: FunctionStore;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly gate: ConcurrencyGate;
  /** What the event is of now: a function may change while events wait. @throws WireError where it cannot be invoked */
  readonly targetOf: (event: QueuedEvent) => InvocationTarget;
  readonly run: RunEvent;
  readonly deliver: Deliver;
  /** Milliseconds to the first retry; the second comes after twice as long. */
  readonly retryDelay: number;
  readonly signal: AbortSignal;
  /** Whether events run here; else they are only kept. */
  readonly active: boolean;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html; the age is in seconds. */
const defaults = { retries: 2, age: 21_600 };

export function createEventQueue(deps: EventQueueDeps): EventQueue {
  const { table, clock, signal, active } = deps;
  const working = new Set<Promise<void>>();
  const work = async (first: QueuedEvent): Promise<void> => {
    let event: QueuedEvent | undefined = first;
    while (event) {
      await sleep(Math.max(0, event.dueAt - clock()), undefined, { signal });
      event = await step(event, deps);
      if (event) table.put(event.id, event);
    }
    table.delete(first.id);
  };
  const start = (event: QueuedEvent): void => {
    if (!active) return;
    // Only the abort ends it early; the event then stays in the table for the next process.
    const done = work(event).catch(() => undefined);
    working.add(done);
    void done.then(() => working.delete(done));
  };
  return {
    add(event) {
      table.put(event.id, event);
      start(event);
    },
    resume() {
      for (const [, event] of table.entries()) start(event);
    },
    async settled() {
      await Promise.all(working);
    },
  };
}

/** One attempt. The event as it waits for the next one; undefined when it has ended. */
async function step(event: QueuedEvent, deps: EventQueueDeps): Promise<QueuedEvent | undefined> {
  const { functions, clock, gate, signal, retryDelay } = deps;
  const record = functions.find(event.functionName);
  if (!record) return undefined;
  if (record.reservedConcurrency === 0) return end(record, { event, end: 'ZeroReservedConcurrency' }, deps);
  if (isTooOld(event, record, clock())) return end(record, { event, end: 'EventAgeExceeded' }, deps);
  const limit = (): number => functions.find(event.functionName)?.reservedConcurrency ?? Infinity;
  const leave = await gate.enter(event.functionName, limit, signal);
  try {
    return await attempt(event, record, deps);
  } catch (error) {
    if (signal.aborted) throw error;
    // Throttled, not active yet, no engine: such an attempt does not count.
    const dueAt = clock() + retryDelay;
    return isTooOld(event, record, dueAt)
      ? end(record, { event, end: 'EventAgeExceeded' }, deps)
      : { ...event, dueAt };
  } finally {
    leave();
  }
}

async function attempt(
  event: QueuedEvent,
  record: FunctionRecord,
  deps: EventQueueDeps,
): Promise<QueuedEvent | undefined> {
  const target = deps.targetOf(event);
  const outcome = await deps.run(target, {
    payload: Buffer.from(event.payload),
    requestId: event.id,
    invokedFunctionArn: target.arn,
    ...(event.traceId !== undefined && { traceId: event.traceId }),
  });
  const tried: QueuedEvent = { ...event, attempts: event.attempts + 1 };
  const run = { outcome, executedVersion: target.version.version };
  const finish = (how: InvocationEnd): undefined => end(record, { event: tried, end: how, run }, deps);
  if (!outcome.failure) return finish('Success');
  if (tried.attempts > (configOf(record, event)?.MaximumRetryAttempts ?? defaults.retries))
    return finish('RetriesExhausted');
  const dueAt = deps.clock() + deps.retryDelay * tried.attempts;
  return isTooOld(event, record, dueAt) ? finish('EventAgeExceeded') : { ...tried, dueAt };
}

function end(record: FunctionRecord, ended: EndedInvocation, { deliver }: EventQueueDeps): undefined {
  const { qualifier = '$LATEST' } = ended.event;
  const named = versionOf(record, record.aliases[qualifier]?.version ?? qualifier);
  deliver(record, named ?? record.latest, ended);
}

function isTooOld(event: QueuedEvent, record: FunctionRecord, at: number): boolean {
  const age = configOf(record, event)?.MaximumEventAgeInSeconds ?? defaults.age;
  return at - event.queuedAt > age * 1000;
}

function configOf(record: FunctionRecord, { qualifier = '$LATEST' }: QueuedEvent) {
  return record.eventInvokes?.[qualifier];
}
