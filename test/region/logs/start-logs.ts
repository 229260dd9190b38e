/** A region with a client of CloudWatch Logs, and short words for what tests of logs do. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  type CreateLogGroupCommandInput,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { startTestRegion, type TestRegion, type TestRegionOptions } from '../test-region.js';

export interface LogsRegion extends TestRegion {
  readonly logs: CloudWatchLogsClient;
  group(name: string, more?: Partial<CreateLogGroupCommandInput>): Promise<void>;
  stream(group: string, name: string): Promise<void>;
  put(group: string, stream: string, events: readonly InputLogEvent[]): ReturnType<typeof putEvents>;
}

export async function startLogs(options: TestRegionOptions = {}): Promise<LogsRegion> {
  const region = await startTestRegion(options);
  const logs = new CloudWatchLogsClient({
    endpoint: region.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
    disableHostPrefix: true,
  });
  return {
    ...region,
    logs,
    async group(name, more = {}) {
      await logs.send(new CreateLogGroupCommand({ logGroupName: name, ...more }));
    },
    async stream(group, name) {
      await logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: name }));
    },
    put: (group, stream, events) => putEvents(logs, group, stream, events),
    async close() {
      logs.destroy();
      await region.close();
    },
  };
}

function putEvents(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  logStreamName: string,
  events: readonly InputLogEvent[],
) {
  return logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [...events] }));
}
