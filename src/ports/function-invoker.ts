/** Invokes functions. */
import type { FunctionAddress } from '../domain/function-reference.js';
import type { FunctionName } from '../domain/function-spec.js';
import type { InvocationType } from '../domain/invocation/event-limits.js';

export interface InvocationRequest {
  readonly name: FunctionName;
  /** Takes the place of the name in the request: it may lead to another account. */
  readonly address?: FunctionAddress;
  /** Alias, version or `$LATEST`. */
  readonly qualifier: string;
  /** JSON text. */
  readonly payload: string;
  readonly type: InvocationType;
  /** JSON text; only with `RequestResponse`. */
  readonly clientContext?: string;
  /** Asks for the last 4 KB of the log; only with `RequestResponse`. */
  readonly tail: boolean;
  /** Milliseconds that the answer is waited for. */
  readonly patience: number;
}

export interface Invocation {
  /** 200, 202 for `Event`, 204 for `DryRun`. */
  readonly statusCode: number;
  /** As it came; empty for none. */
  readonly payload: Uint8Array;
  /** `Handled` or `Unhandled` when the function failed; the payload then tells how. */
  readonly functionError?: string;
  /** How it failed, where that does not stand in the payload: in the middle of a stream. */
  readonly failure?: string;
  /** Which version ran; an alias may have two. */
  readonly executedVersion?: string;
  readonly requestId?: string;
  readonly logTail?: string;
}

export interface FunctionInvoker {
  /**
   * One event. Sent again only when it certainly did not reach the function: it was throttled, or nothing was connected.
   * A lost answer ends with `details.sent`: the function may be at it.
   * @throws FUNCTION_NOT_FOUND, ACCESS_DENIED, THROTTLED, FUNCTION_BUSY (`details.retry` is `conflict`), REMOTE_REFUSED,
   *   REMOTE_UNAVAILABLE, INTERRUPTED
   */
  invoke(request: InvocationRequest): Promise<Invocation>;
  /**
   * The same, the answer handed on in pieces as the function writes it; the payload of the result is all of it. The type has
   * to be `RequestResponse`.
   */
  stream(request: InvocationRequest, onPiece: (piece: Uint8Array) => void): Promise<Invocation>;
}
