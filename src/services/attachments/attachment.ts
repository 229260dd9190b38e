/** One kind of thing that hangs on a function: how it is looked at and how a planned step is taken. */
import type { AttachmentKind, Desired, Observed, Step } from '../../domain/attachments/attachments.js';
import type { FunctionView } from '../../domain/deploy-plan.js';
import type { FunctionSpec } from '../../domain/function-spec.js';
import type { ObservedFunction } from '../../domain/function-state.js';
import type { AttachmentPorts } from '../../ports/attachment-ports.js';
import type { ReleaseContext } from '../release-context.js';

/** A function being looked at; what hangs on it is read at the same time as the function itself. */
export interface LookedAt {
  readonly spec: FunctionSpec;
  /** Undefined when the function does not exist. Awaited by the one who began it, so it may be left alone. */
  readonly view: Promise<FunctionView | undefined>;
}

/** A function that exists, is quiet and has its aliases. */
export interface Attached {
  readonly spec: FunctionSpec;
  readonly latest: ObservedFunction;
}

export interface Attachment<K extends AttachmentKind> {
  /** Reads only. Undefined when nothing is there that could be told from a function without it. */
  observe(desired: Desired<K>, subject: LookedAt, ports: AttachmentPorts): Promise<Observed<K> | undefined>;
  /** Sends one request; safe to repeat. Returns what it did, in past tense, for the log of effects. */
  apply(step: Step<K>, subject: Attached, context: ReleaseContext): Promise<string>;
  /** Waits until the steps taken have come to an end, where that takes longer than the request. */
  settle?(subject: Attached, context: ReleaseContext): Promise<void>;
}

/** `hello`, or `hello:live` for what hangs on the alias. */
export function attachedTo({ name, attachTo }: FunctionSpec): string {
  return attachTo === undefined ? name : `${name}:${attachTo}`;
}
