/** What Lambda does about functions that invoke themselves in a loop. */
import type { Recursion } from '../domain/attachments/recursion.js';
import type { FunctionName } from '../domain/function-spec.js';

export interface FunctionRecursion {
  /** Undefined when the function does not exist. */
  get(name: FunctionName): Promise<Recursion | undefined>;
  put(name: FunctionName, recursion: Recursion): Promise<void>;
}
