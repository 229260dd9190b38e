/** Resource policies of functions and aliases; each alias has its own. */
import type { ObservedStatement, PermissionGrant } from '../domain/attachments/permission-statement.js';
import type { AliasName, FunctionName } from '../domain/function-spec.js';

export interface FunctionPolicy {
  /** Empty when there is no policy. */
  read(name: FunctionName, alias: AliasName | undefined): Promise<readonly ObservedStatement[]>;
  /** @throws FUNCTION_CHANGED_MEANWHILE when a statement of this id is there by now */
  add(
    name: FunctionName,
    alias: AliasName | undefined,
    statementId: string,
    grant: PermissionGrant,
  ): Promise<void>;
  /** Safe to repeat. */
  remove(name: FunctionName, alias: AliasName | undefined, statementId: string): Promise<void>;
}
