/** Runs functions from their images as Lambda does. Implemented by the region's runtime over a sandbox engine. */

import type { Architecture } from '../domain/architecture.js';
import type { Digest } from '../domain/digest.js';
import type { InvocationReport } from '../domain/invocation/invocation-report.js';
import type { ProbedEnd, ProbedInit } from '../domain/probe/probe-facts.js';
import type { SandboxNetworkKind } from './sandbox-engine.js';

export interface HostedFunction {
  readonly name: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly account: string;
  readonly region: string;
  readonly architecture: Architecture;
  /** Id of an image that the engine has. */
  readonly imageId: Digest;
  readonly imageConfig: {
    readonly entryPoint?: readonly string[];
    readonly command?: readonly string[];
    readonly workingDirectory?: string;
  };
  /** The function's own; reserved variables are added. */
  readonly environment: Readonly<Record<string, string>>;
  /** MB. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  /** MB of `/tmp`. */
  readonly ephemeralStorage: number;
  readonly logGroup: string;
  /** Logs are JSON, without what is below these levels; absent, they are text. */
  readonly jsonLogs?: { readonly applicationLevel: string; readonly systemLevel: string };
  /** Put into AWS_ACCESS_KEY_ID …; absent, made-up ones are. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly network: SandboxNetworkKind;
  readonly mounts?: readonly { readonly source: string; readonly target: string }[];
  readonly debugPort?: number;
  /** Most sandboxes at once. */
  readonly concurrency: number;
  /** What becomes of an event when all are busy: it waits for its turn, or the call throws `TooManyEvents`. */
  readonly overflow: 'wait' | 'refuse';
  /** Milliseconds that a sandbox is kept without work. */
  readonly idleAfter: number;
}

/** One line of a log, without its end of line. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `2026/11/23/[$LATEST]8f5d…`: one a sandbox. */
  readonly logStream: string;
  /** `platform`: START, END, REPORT and what Lambda itself would say. */
  readonly source: 'function' | 'extension' | 'platform';
  /** Of the invocation during which it was written. */
  readonly requestId?: string;
  readonly text: string;
}

export interface FunctionEvent {
  readonly payload: Uint8Array;
  /** Made when absent. */
  readonly requestId?: string;
  /** With the qualifier that the caller used; made when absent. */
  readonly invokedFunctionArn?: string;
  /** JSON text, decoded. */
  readonly clientContext?: string;
  /** JSON text. */
  readonly cognitoIdentity?: string;
  readonly traceId?: string;
  readonly tenantId?: string;
}

/** How it went wrong, in words of the Runtime API. */
export interface InvocationFailure {
  /**
   * `function`: its code reported an error. `init`: it never came to ask for work. `exit`: a process ended in the middle.
   * `timeout`, `memory`: killed. `response`: it answered with something that Lambda does not take.
   */
  readonly kind: 'function' | 'init' | 'exit' | 'timeout' | 'memory' | 'response';
  /** `Runtime.ExitError`, `Sandbox.Timedout`, what the function said … */
  readonly errorType: string;
  readonly message: string;
}

export interface InvocationOutcome {
  readonly requestId: string;
  /** What the caller of Invoke gets: the function's answer, or the JSON of the failure. Empty when it was streamed to its end. */
  readonly payload: Uint8Array;
  readonly failure?: InvocationFailure;
  readonly report: InvocationReport;
  /** The last 4 KB of the log of this invocation, as `LogType: Tail` gives them. */
  readonly tail: string;
  /**
   * How the sandbox ended instead of waiting for its next event: an answer does not wait for extensions. Undefined once it is
   * frozen, after which nothing happens in it. Within the function's timeout; never rejects.
   */
  readonly afterwards: () => Promise<SandboxLoss | undefined>;
}

export type SandboxLoss = ProbedEnd;

export interface ResponseStream {
  readonly contentType: string;
  /** Ends early with an error when the function broke off in the middle. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** How the start of a sandbox went, for those who look at it alone. Of the output it has the last 64 KB. */
export type InitOutcome = ProbedInit;

export interface FunctionHost {
  /** Starts a sandbox unless one is there already, and says how that went; never starts a second one. */
  warm(signal: AbortSignal): Promise<InitOutcome>;
  /**
   * One event in, its outcome out; a failing function is an outcome. `onStream` is called when the function streams its
   * answer, before the promise resolves; without it a streamed answer is collected.
   * @throws SANDBOX_FAILED, ENGINE_UNREACHABLE, INTERRUPTED, `TooManyEvents`
   */
  invoke(
    event: FunctionEvent,
    signal: AbortSignal,
    onStream?: (stream: ResponseStream) => void,
  ): Promise<InvocationOutcome>;
  /** Lets running events end for as long as `grace` milliseconds, then removes all sandboxes. Repeatable. */
  close(grace?: number): Promise<void>;
}

export interface FunctionHosting {
  /** Starts nothing yet. */
  host(hosted: HostedFunction, onLog: (line: LogLine) => void): FunctionHost;
  /** Closes every host and removes all containers and networks of this process. Repeatable. */
  close(): Promise<void>;
}
