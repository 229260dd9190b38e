/** The extensions of one sandbox: who registered for what, and where each is in its life. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ExtensionStanding } from '../../../domain/invocation/platform-event.js';
import { advanceExtension, type ExtensionAction, type ExtensionState } from './extension-state.js';
import { isOpen } from './is-open.js';
import { answerJson } from './json-answer.js';
import { Refusal } from './refusal.js';

export type ExtensionEvent = 'INVOKE' | 'SHUTDOWN';

export interface ExtensionRegistry {
  /** Extensions of `/opt/extensions`, by file name; only they may take SHUTDOWN. */
  expect(names: readonly string[]): void;
  /** The identifier of the new extension. @throws Refusal */
  register(name: string, events: readonly string[]): string;
  /** From now on only expected extensions may still register. */
  closeRegistration(): void;
  /** The name of a registered extension. @throws Refusal */
  nameOf(identifier: string): string;
  /** Keeps the call until there is an event. @throws Refusal */
  next(identifier: string, response: ServerResponse): void;
  /** Returns whether it is the first such report of this extension. @throws Refusal */
  fail(identifier: string, action: 'init-error' | 'exit-error', errorType: string): boolean;
  /** Hands an event to those that registered for it, now or when they ask; returns their names. */
  hand(kind: ExtensionEvent, event: object): string[];
  /** Whether all that are expected or registered have asked for their first event. */
  readonly ready: boolean;
  /** Names of those that have not. */
  readonly late: readonly string[];
  /** All that are expected or registered. */
  readonly standings: readonly ExtensionStanding[];
  /** Whether none that takes INVOKE is at work. */
  readonly idle: boolean;
}

interface Extension {
  readonly name: string;
  readonly identifier: string;
  readonly external: boolean;
  state: ExtensionState;
  events: readonly string[];
  /** That it reported. */
  errorType: string | undefined;
  waiting: ServerResponse | undefined;
  /** Handed to it when it asks. */
  readonly pending: object[];
}

/** By https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html */
const mostExtensions = 10;

/** `onChange` is called when `ready` or `idle` may have become true. */
export function createExtensionRegistry(onChange: () => void): ExtensionRegistry {
  const extensions = new Map<string, Extension>();
  let registrationOpen = true;

  const add = (name: string, external: boolean): Extension => {
    const identifier = randomUUID();
    const extension: Extension = {
      name,
      identifier,
      external,
      state: 'Started',
      events: [],
      errorType: undefined,
      waiting: undefined,
      pending: [],
    };
    extensions.set(identifier, extension);
    return extension;
  };
  const named = (name: string): Extension | undefined =>
    [...extensions.values()].find((extension) => extension.name === name);
  const addInternal = (name: string): Extension => {
    if (!registrationOpen) throw refused('RegistrationClosed', 'Extension registration closed already');
    if (extensions.size >= mostExtensions)
      throw refused('TooManyExtensions', `Extension limit (${mostExtensions}) reached`);
    return add(name, false);
  };

  return {
    expect(names) {
      for (const name of names) if (!named(name)) add(name, true);
    },
    register(name, events) {
      const known = named(name);
      if (known && !known.external)
        throw refused('InvalidExtensionState', 'Extension with this name already registered');
      requireEvents(events, known !== undefined);
      const extension = known ?? addInternal(name);
      advance(extension, 'register', 'Registered', name);
      extension.events = events;
      return extension.identifier;
    },
    closeRegistration() {
      registrationOpen = false;
    },
    nameOf: (identifier) => find(extensions, identifier).name,
    next(identifier, response) {
      const extension = find(extensions, identifier);
      const { state, waiting } = extension;
      const again = state === 'Ready' && (waiting === undefined || !isOpen(waiting));
      advance(extension, again ? 'next-again' : 'next', 'Ready');
      extension.waiting = response;
      response.once('close', () => {
        if (extension.waiting === response) extension.waiting = undefined;
      });
      onChange();
      handOut(extension);
    },
    fail(identifier, action, errorType) {
      const extension = find(extensions, identifier);
      const target = action === 'init-error' ? 'InitError' : 'ExitError';
      const first = extension.state !== target;
      advance(extension, action, target);
      extension.errorType ??= errorType;
      onChange();
      return first;
    },
    hand(kind, event) {
      const takers = [...extensions.values()].filter(
        ({ events, state }) => events.includes(kind) && state !== 'InitError' && state !== 'ExitError',
      );
      for (const taker of takers) {
        taker.pending.push(event);
        handOut(taker);
      }
      return takers.map(({ name }) => name);
    },
    get ready() {
      return [...extensions.values()].every(hasAsked);
    },
    get late() {
      return [...extensions.values()].filter((extension) => !hasAsked(extension)).map(({ name }) => name);
    },
    get standings() {
      return [...extensions.values()].map(({ name, state, events, errorType }) => ({
        name,
        state,
        events,
        ...(errorType !== undefined && { errorType }),
      }));
    },
    get idle() {
      return [...extensions.values()].every(
        ({ events, state, pending }) =>
          !events.includes('INVOKE') || state === 'ExitError' || (state === 'Ready' && pending.length === 0),
      );
    },
  };
}

function find(extensions: ReadonlyMap<string, Extension>, identifier: string): Extension {
  const extension = extensions.get(identifier);
  if (extension && extension.state !== 'Started') return extension;
  throw refused('UnknownExtensionIdentifier', `Unknown extension ${identifier}`);
}

function hasAsked({ state }: Extension): boolean {
  return state === 'Ready' || state === 'Running';
}

function handOut(extension: Extension): void {
  if (extension.state !== 'Ready' || !extension.waiting) return;
  const event = extension.pending.shift();
  if (!event) return;
  advance(extension, 'hand-out', 'Running');
  const response = extension.waiting;
  extension.waiting = undefined;
  answerJson(response, 200, event, { 'Lambda-Extension-Event-Identifier': randomUUID() });
}

function requireEvents(events: readonly string[], external: boolean): void {
  for (const event of events) {
    if (event === 'INVOKE' || (event === 'SHUTDOWN' && external)) continue;
    const why =
      event === 'SHUTDOWN' ? 'ShutdownEventNotSupportedForInternalExtension' : 'ErrorInvalidEventType';
    throw refused('InvalidEventType', `${event}: ${why}`);
  }
}

function advance(
  extension: Extension,
  action: ExtensionAction,
  target: ExtensionState,
  called: string = extension.identifier,
): void {
  const next = advanceExtension(extension.state, action);
  if (!next)
    throw refused(
      'InvalidExtensionState',
      `State transition from ${extension.state} to ${target} failed for extension ${called}. Error: State transition is not allowed`,
    );
  extension.state = next;
}

function refused(errorType: string, message: string): Refusal {
  return new Refusal(403, `Extension.${errorType}`, message);
}
