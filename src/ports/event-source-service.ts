/** Mappings of event sources to functions and aliases. */
import type { EventSourceChange, EventSourceSetting } from '../domain/attachments/event-source-setting.js';
import type { AliasName, FunctionName } from '../domain/function-spec.js';

export interface EventSourceMapping {
  readonly uuid: string;
  /** Of the mapping; `''` where the service does not say. */
  readonly mappingArn: string;
  /** Of its source. */
  readonly arn: string;
  readonly state: string;
  /** `enabled` is missing while the state does not tell. */
  readonly setting: EventSourceChange;
}

export interface EventSourceService {
  /** Exactly those of the alias, or of the unqualified function. */
  list(name: FunctionName, alias: AliasName | undefined): Promise<readonly EventSourceMapping[]>;
  /** Undefined once it is gone. */
  get(uuid: string): Promise<EventSourceMapping | undefined>;
  /** Whether it carries lading's tag. */
  isMadeByLading(mappingArn: string): Promise<boolean>;
  /** Tags it as lading's. @throws FUNCTION_CHANGED_MEANWHILE when there is one by now, REMOTE_REFUSED when the role may not read the source */
  create(name: FunctionName, alias: AliasName | undefined, setting: EventSourceSetting): Promise<void>;
  /** Missing keys stay. @throws FUNCTION_BUSY while an earlier change of it is under way */
  update(uuid: string, arn: string, change: EventSourceChange): Promise<void>;
  /** Starts the deletion. Safe to repeat. @throws FUNCTION_BUSY as above */
  delete(uuid: string, arn: string): Promise<void>;
}
