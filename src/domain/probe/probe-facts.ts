/** What starting an image, and giving it an event, has shown. */

/** How the start of a sandbox went. */
export interface ProbedInit {
  /** `ready`: it asked for work. `error`: it reported an error. `exited`, `timeout`; `refused`: it could not be started. */
  readonly kind: 'ready' | 'error' | 'exited' | 'timeout' | 'refused';
  /** From the start of the entry point on. */
  readonly milliseconds: number;
  readonly errorType?: string;
  readonly message?: string;
  readonly exitCode?: number;
  /** MB; of one that is ready, where it was measured. */
  readonly maxMemoryUsed?: number;
  readonly outOfMemory: boolean;
  /** Of `/opt/extensions`: the one that failed, or kept the others waiting. */
  readonly extension?: string;
  /** Of a timeout: whether anything in it has called its Runtime API. */
  readonly reached?: boolean;
  /** What was written so far. */
  readonly output: string;
}

/** How one event went. */
export interface ProbedEvent {
  /** Milliseconds. */
  readonly duration: number;
  /** MB; missing where it was not measured. */
  readonly maxMemoryUsed?: number;
  readonly failure?: {
    readonly kind: 'function' | 'init' | 'exit' | 'timeout' | 'memory' | 'response';
    readonly errorType: string;
    readonly message: string;
  };
  /** The end of what was written meanwhile. */
  readonly tail: string;
  /** Of the sandbox, afterwards or with it; missing where it waits for the next one. */
  readonly end?: ProbedEnd;
}

/** How a sandbox ended after an event, instead of waiting for the next one. */
export interface ProbedEnd {
  /**
   * `extension`: one of its extensions ended, or said that it cannot go on. `exit`: the function's own process ended. `timeout`:
   * it had answered, and was still at work when its time was over.
   */
  readonly kind: 'extension' | 'exit' | 'timeout';
  /** Of `/opt/extensions`. */
  readonly extension?: string;
  /** `Extension.Crash`, `Runtime.ExitError` … */
  readonly errorType: string;
  /** `exit status 5`. */
  readonly message: string;
  /** The end of what its processes wrote. */
  readonly output: string;
}

/** With what it was started. */
export interface ProbeSettings {
  /** MB. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  /** Those that nobody has named: they have Lambda's defaults. */
  readonly assumed: readonly AssumedSetting[];
}

export type AssumedSetting = 'memorySize' | 'timeout';

/** Lambda's defaults. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const defaultProbeSettings = { memorySize: 128, timeout: 3, ephemeralStorage: 512 } as const;
