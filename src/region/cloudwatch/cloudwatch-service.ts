/** The region's CloudWatch: alarms that are set by hand, and metrics that are put. */
import type { RegionService } from '../service.js';
import { createJsonService } from '../wire/json.js';
import { alarmOperations } from './alarm-operations.js';
import type { CloudWatchDeps } from './cloudwatch-deps.js';
import { getMetricData } from './get-metric-data.js';
import { putMetricData } from './put-metric-data.js';

export function createCloudWatchService(deps: CloudWatchDeps): RegionService {
  return createJsonService({
    service: 'cloudwatch',
    target: 'GraniteServiceVersion20100801',
    version: '1.0',
    operations: {
      ...alarmOperations(deps),
      PutMetricData: putMetricData(deps),
      GetMetricData: getMetricData(deps),
    },
  });
}
