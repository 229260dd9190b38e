/** Invokes functions. */
import type { FunctionName } from '../domain/function-spec.js';

export interface Invocation {
  /** JSON text, `''` for none. */
  readonly payload: string;
  /** `Handled` or `Unhandled` when the function failed; the payload then tells how. */
  readonly functionError?: string;
}

export interface FunctionInvoker {
  /**
   * One event, and the answer waited for. `patience`: milliseconds. A lost connection repeats it, so the event may arrive twice.
   * @throws FUNCTION_NOT_FOUND, ACCESS_DENIED, THROTTLED, REMOTE_REFUSED, REMOTE_UNAVAILABLE
   */
  invoke(name: FunctionName, qualifier: string, payload: string, patience: number): Promise<Invocation>;
}
