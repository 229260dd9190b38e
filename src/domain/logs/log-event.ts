/** One event of a log, as CloudWatch Logs keeps it. */

export interface LogEvent {
  /** Milliseconds since the epoch: when the function wrote it. */
  readonly at: number;
  /** Milliseconds since the epoch: when CloudWatch Logs had it. */
  readonly ingestedAt: number;
  readonly stream: string;
  /** As it was written, often with its end of line. */
  readonly message: string;
}
