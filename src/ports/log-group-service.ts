/** Log groups in CloudWatch Logs and how long they keep what is logged. */
import type { LogRetention } from '../domain/attachments/log-retention.js';

export interface LogGroupService {
  /** Undefined when the group does not exist. */
  get(group: string): Promise<{ readonly days: LogRetention } | undefined>;
  /** Safe to repeat. */
  create(group: string): Promise<void>;
  retain(group: string, days: LogRetention): Promise<void>;
}
