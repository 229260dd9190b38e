/** The region's CloudWatch Logs: log groups; nothing is logged yet, as nothing runs. */
import type { RegionService } from '../service.js';
import { createJsonService } from '../wire/json.js';
import { logGroupOperations } from './log-group-operations.js';
import { logGroupTagOperations } from './log-group-tags.js';
import type { LogsDeps } from './logs-deps.js';

export function createLogsService(deps: LogsDeps): RegionService {
  return createJsonService({
    service: 'logs',
    target: 'Logs_20140328',
    operations: { ...logGroupOperations(deps), ...logGroupTagOperations(deps) },
  });
}
