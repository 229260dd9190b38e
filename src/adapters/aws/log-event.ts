/** Events of CloudWatch Logs in domain words. */
import type { LogEvent } from '../../domain/logs/log-event.js';

/** An event as either operation names its members. */
interface ApiEvent {
  readonly logStreamName?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly ingestionTime?: number | undefined;
  readonly message?: string | undefined;
}

/** What AWS leaves out of an event counts as empty, or as the beginning of time. */
export function logEvent({ logStreamName, timestamp, ingestionTime, message }: ApiEvent): LogEvent {
  return {
    at: timestamp ?? 0,
    ingestedAt: ingestionTime ?? 0,
    stream: logStreamName ?? '',
    message: message ?? '',
  };
}
