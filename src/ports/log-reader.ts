/** Reads logs: what there is, and what comes. */
import type { LogEvent } from '../domain/logs/log-event.js';

export interface LogQuery {
  readonly logGroup: string;
  /** Live tails name it by this. */
  readonly logGroupArn: string;
  /** Start of the names of streams; all of the group without. */
  readonly streamPrefix?: string;
  /** In the syntax of CloudWatch Logs. */
  readonly pattern?: string;
}

export interface LogPage {
  /** In the order of their times; may be empty although there are further pages. */
  readonly events: readonly LogEvent[];
  /** Of the next page; absent at the last one. */
  readonly next?: string;
}

export interface LogTailUpdate {
  readonly events: readonly LogEvent[];
  /** More came than is sent in a second: some are missing. */
  readonly sampled: boolean;
}

export interface LogReader {
  /**
   * One page of the events of a time, both ends included; milliseconds since the epoch. Undefined when the group does not
   * exist. Costs one FilterLogEvents.
   * @throws USAGE for a malformed pattern, ACCESS_DENIED, THROTTLED, REMOTE_REFUSED, REMOTE_UNAVAILABLE
   */
  read(
    query: LogQuery,
    range: { readonly since: number; readonly until?: number },
    page?: string,
  ): Promise<LogPage | undefined>;
  /**
   * What comes from now on, once the promise resolves; an update at least every second. Ends when the session does, after three
   * hours at the latest. Undefined when the group does not exist. Costs one StartLiveTail.
   * @throws as `read`, also where live tails are not allowed or not known
   */
  tail(query: LogQuery): Promise<AsyncIterable<LogTailUpdate> | undefined>;
}
