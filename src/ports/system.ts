/** Time, files and standard input, so that decisions about them can be tested. */

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

export interface FileBytes {
  /** Undefined when the file does not exist. */
  readBytes(path: string): Promise<Uint8Array | undefined>;
}

/** What is piped or redirected into this process. */
export interface StandardInput {
  /** A pipe or a file; not a terminal, and not the socket or device that a parent process leaves there. */
  redirected(): boolean;
  /**
   * All bytes up to the end; no more than a little over `most` bytes of it. `onWait` is called once when the end takes seconds,
   * for somebody who did not mean to give any. Rejects with INTERRUPTED when the signal fires.
   */
  read(most: number, signal: AbortSignal, onWait: () => void): Promise<Uint8Array>;
}
