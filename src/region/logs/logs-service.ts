/** The region's CloudWatch Logs: groups, streams, events, live tails. */
import type { RegionService } from '../service.js';
import { createJsonService } from '../wire/json.js';
import { filterLogEvents } from './filter-log-events.js';
import { getLogEvents } from './get-log-events.js';
import { startLiveTail } from './live-tail.js';
import { logGroupOperations } from './log-group-operations.js';
import { logGroupTagOperations } from './log-group-tags.js';
import { logStreamOperations } from './log-stream-operations.js';
import type { LogsDeps } from './logs-deps.js';
import { putLogEvents } from './put-log-events.js';

const target = 'Logs_20140328';

export function createLogsService(deps: LogsDeps): RegionService {
  const service = createJsonService({
    service: 'logs',
    target,
    operations: {
      ...logGroupOperations(deps),
      ...logGroupTagOperations(deps),
      ...logStreamOperations(deps),
      PutLogEvents: putLogEvents(deps),
      GetLogEvents: getLogEvents(deps),
      FilterLogEvents: filterLogEvents(deps),
    },
  });
  return {
    ...service,
    // The one operation that answers with a stream.
    async handle(request, response, begin) {
      if (request.headers['x-amz-target'] !== `${target}.StartLiveTail`)
        return service.handle(request, response, begin);
      await startLiveTail(deps, request, response, begin);
      return { operation: 'StartLiveTail', mutating: false };
    },
  };
}
