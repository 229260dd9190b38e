/** What becomes of asynchronous invocations of functions and aliases. */
import type { AsyncInvokeSetting } from '../domain/attachments/async-invoke.js';
import type { AliasName, FunctionName } from '../domain/function-spec.js';

export interface AsyncInvokeService {
  /** Undefined when Lambda's defaults apply. */
  get(name: FunctionName, alias: AliasName | undefined): Promise<Required<AsyncInvokeSetting> | undefined>;
  /** Replaces the whole configuration. @throws REMOTE_REFUSED when the role may not write to a destination */
  put(name: FunctionName, alias: AliasName | undefined, setting: Required<AsyncInvokeSetting>): Promise<void>;
  /** Safe to repeat. */
  delete(name: FunctionName, alias: AliasName | undefined): Promise<void>;
}
