/** Time and files, so that decisions about them can be tested. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with INTERRUPTED when the signal fires. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Files {
  /** Undefined when the file does not exist. */
  readText(path: string): Promise<string | undefined>;
  exists(path: string): Promise<boolean>;
}
