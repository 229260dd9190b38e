/** The runtime of one sandbox: where it is in its life, the calls that wait for an event, the event that it works on. */
import type { ServerResponse } from 'node:http';
import type { InvocationEnding, RuntimeInvocation } from '../runtime-api.js';
import { handOutEvent } from './hand-out-event.js';
import { isOpen } from './is-open.js';
import { Refusal } from './refusal.js';
import { advanceRuntime, type RuntimeAction, type RuntimeState } from './runtime-state.js';

export type StreamConsumer = (stream: {
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}) => void;

/** One event on its way to the runtime and back. */
export interface Delivery {
  readonly invocation: RuntimeInvocation;
  readonly onStream: StreamConsumer | undefined;
}

export interface RuntimeSession {
  /** Keeps the call until there is an event. @throws Refusal */
  next(response: ServerResponse): void;
  /** @throws Refusal when init is over */
  failInit(): void;
  /** The event that a response or error belongs to, which is in work from then on. @throws Refusal */
  begin(requestId: string, action: 'response' | 'error'): Delivery;
  /** The response or error is complete; resolves what `deliver` returned. */
  end(ending: InvocationEnding): void;
  /** Hands out an event now or at the next call of `next`. @throws Error while another one is on its way */
  deliver(delivery: Delivery): Promise<InvocationEnding>;
  /** Whether it ever asked for work. */
  readonly started: boolean;
  /** Whether it has asked for work and none is on its way. */
  readonly idle: boolean;
}

/** `onChange` is called when `started` or `idle` may have become true. */
export function createRuntimeSession(onChange: () => void): RuntimeSession {
  let state: RuntimeState = 'Started';
  let current: Delivery | undefined;
  let resolveEnding: ((ending: InvocationEnding) => void) | undefined;
  const waiting: ServerResponse[] = [];

  const advance = (action: RuntimeAction, target: RuntimeState): void => {
    const next = advanceRuntime(state, action);
    if (!next) throw notAllowed(state, target);
    state = next;
  };
  const handOut = (): void => {
    if (!current || state !== 'Ready') return;
    // The latest: an earlier one may be of a connection that is gone, of which nothing has been heard yet.
    const response = waiting.pop();
    if (!response) return;
    advance('hand-out', 'Running');
    handOutEvent(response, current.invocation);
  };

  return {
    get started() {
      return state !== 'Started' && state !== 'InitError';
    },
    get idle() {
      return state === 'Ready' && resolveEnding === undefined;
    },
    next(response) {
      advance('next', 'Ready');
      if (state === 'Running' && current) {
        handOutEvent(response, current.invocation);
        return;
      }
      // From now on the last event's id is no longer known.
      if (!resolveEnding) current = undefined;
      waiting.push(response);
      response.once('close', () => {
        const place = waiting.indexOf(response);
        if (place >= 0) waiting.splice(place, 1);
      });
      onChange();
      handOut();
    },
    failInit() {
      advance('init-error', 'InitError');
    },
    begin(requestId, action) {
      if (!current || current.invocation.requestId !== requestId || state === 'Ready')
        throw new Refusal(400, 'InvalidRequestID', 'Invalid request ID');
      advance(action, action === 'response' ? 'InvocationResponse' : 'InvocationErrorResponse');
      return current;
    },
    end(ending) {
      advance('sent', 'RuntimeResponseSentState');
      const resolve = resolveEnding;
      resolveEnding = undefined;
      resolve?.(ending);
      // A runtime with several threads has asked already.
      if (waiting.some(isOpen)) {
        advance('next', 'Ready');
        current = undefined;
        onChange();
      }
    },
    deliver(delivery) {
      if (resolveEnding) throw new Error(`An event is on its way already: ${current?.invocation.requestId}`);
      if (state === 'Started' || state === 'InitError')
        throw new Error('The runtime has not asked for work.');
      return new Promise((resolve) => {
        current = delivery;
        resolveEnding = resolve;
        handOut();
      });
    },
  };
}

/** The words of https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/develop/internal/lambda/rapi/handler/constants.go */
function notAllowed(from: RuntimeState, to: RuntimeState): Refusal {
  return new Refusal(
    403,
    'InvalidStateTransition',
    `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
  );
}
