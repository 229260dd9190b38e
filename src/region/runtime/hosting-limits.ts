/** The times that sandboxes live by: Lambda's own, and the short waits that a container needs. All in milliseconds. */

export interface HostingLimits {
  /** Init has to be ready by then; https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
  readonly init: number;
  /** A start keeps others from starting that long at most; by then it has had its share of the processors. */
  readonly startShare: number;
  /** Quiet that long after an invocation, a sandbox is frozen. */
  readonly freezeAfter: number;
  /** What was sent just before a process ended may still be on its way when the engine reports the end. */
  readonly exitGrace: number;
  /** Who has reported that it cannot go on, or has dropped its connection, ends next; how it does belongs to what is told. */
  readonly endNotice: number;
  /** An answer waits that long for the runtime to ask for more work, so that what it still writes precedes END. */
  readonly answerGrace: number;
  /** What was written before an answer takes that long through the engine as a rule … */
  readonly outputDelay: number;
  /** … and that long on a busy machine; waited for only where output is to be expected. */
  readonly outputPatience: number;
  /** A busy machine may take that long to tell how much memory is used, mostly a millisecond; the last value known is taken then. */
  readonly memoryQuestion: number;
  /** External extensions may take that long to shut down; https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html */
  readonly shutdown: number;
}

export const lambdaLimits: HostingLimits = {
  init: 10_000,
  startShare: 2_000,
  freezeAfter: 100,
  exitGrace: 20,
  endNotice: 100,
  answerGrace: 50,
  outputDelay: 3,
  outputPatience: 60,
  memoryQuestion: 500,
  shutdown: 2_000,
};

/** Milliseconds; the longest time that a timer of Node.js takes. */
const never = 2 ** 31 - 1;

/** For a function with a debugger: who stands in front of a breakpoint is not late, and a frozen process answers no debugger. */
export function unhurried(limits: HostingLimits): HostingLimits {
  return { ...limits, init: never, freezeAfter: never };
}
