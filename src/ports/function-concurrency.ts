/** Reserved concurrency of functions and provisioned concurrency of aliases; the reserved one is read with the function. */
import type { ObservedProvisionedConcurrency } from '../domain/attachments/provisioned-concurrency.js';
import type { AliasName, FunctionName } from '../domain/function-spec.js';

export interface FunctionConcurrency {
  /** @throws FUNCTION_BUSY, REMOTE_REFUSED when the account has not that much left */
  reserve(name: FunctionName, executions: number): Promise<void>;
  unreserve(name: FunctionName): Promise<void>;
  /** Undefined when there is none, or no such alias or function. */
  readProvisioned(name: FunctionName, alias: AliasName): Promise<ObservedProvisionedConcurrency | undefined>;
  /** Starts the allocation, which takes minutes. @throws FUNCTION_BUSY, REMOTE_REFUSED */
  provision(name: FunctionName, alias: AliasName, executions: number): Promise<void>;
  unprovision(name: FunctionName, alias: AliasName): Promise<void>;
}
