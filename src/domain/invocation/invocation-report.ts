/** What Lambda reports of one invocation: the values of a REPORT line. */

export interface InvocationReport {
  readonly requestId: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Whole milliseconds, the init of a cold start included. */
  readonly billedDuration: number;
  /** MB. */
  readonly memorySize: number;
  /** MB; undefined where it was not measured. */
  readonly maxMemoryUsed?: number;
  /** Milliseconds, of a cold start. */
  readonly initDuration?: number;
  /** `timeout` or `error`; absent when all went well. */
  readonly status?: string;
  /** `Runtime.ExitError`, … */
  readonly errorType?: string;
}
