/** HTTPS addresses of functions and aliases; without an alias that of the function itself is meant. */
import type { FunctionUrlSetting, ObservedFunctionUrl } from '../domain/attachments/function-url.js';
import type { AliasName, FunctionName } from '../domain/function-spec.js';

export interface FunctionUrlService {
  get(name: FunctionName, alias: AliasName | undefined): Promise<ObservedFunctionUrl | undefined>;
  /** Returns the address. @throws FUNCTION_CHANGED_MEANWHILE when there is one by now */
  create(name: FunctionName, alias: AliasName | undefined, setting: FunctionUrlSetting): Promise<string>;
  /** Missing keys stay. */
  update(
    name: FunctionName,
    alias: AliasName | undefined,
    change: Partial<FunctionUrlSetting>,
  ): Promise<void>;
  /** The address is never given out again. Safe to repeat. */
  delete(name: FunctionName, alias: AliasName | undefined): Promise<void>;
}
