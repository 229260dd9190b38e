/** The region's CloudWatch Logs: groups, streams, events. */
import type { RegionService } from '../service.js';
import { createJsonService } from '../wire/json.js';
import { logGroupOperations } from './log-group-operations.js';
import { logGroupTagOperations } from './log-group-tags.js';
import { logStreamOperations } from './log-stream-operations.js';
import type { LogsDeps } from './logs-deps.js';

export function createLogsService(deps: LogsDeps): RegionService {
  return createJsonService({
    service: 'logs',
    target: 'Logs_20140328',
    operations: {
      ...logGroupOperations(deps),
      ...logGroupTagOperations(deps),
      ...logStreamOperations(deps),
    },
  });
}
