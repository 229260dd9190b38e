/** How often and how patiently a request to AWS is repeated. */
import { unansweredFor } from './unanswered.js';

type FailureKind = 'THROTTLING' | 'TRANSIENT' | 'SERVER_ERROR' | 'CLIENT_ERROR';

interface Failure {
  readonly errorType: FailureKind;
  readonly error?: unknown;
  readonly retryAfterHint?: Date;
}

interface RetryToken {
  getRetryCount(): number;
  /** Milliseconds. */
  getRetryDelay(): number;
}

/** The shape that the SDK calls: https://smithy.io/2.0/aws/aws-core.html#retries */
export interface RetryPolicy {
  acquireInitialRetryToken(scope: string): Promise<RetryToken>;
  refreshRetryTokenForRetry(token: RetryToken, failure: Failure): Promise<RetryToken>;
  recordSuccess(token: RetryToken): void;
}

interface Patience {
  readonly attempts: number;
  /** Milliseconds before the first repetition; doubled for each further one. */
  readonly base: number;
  readonly longest: number;
}

// A lost connection or a 5xx comes back within a few seconds or not soon: at most 3 s.
const transient: Patience = { attempts: 5, base: 200, longest: 2_000 };
// A server that took the request and said nothing for a minute: once more, for a connection that broke unnoticed.
const unanswered: Patience = { attempts: 2, base: 200, longest: 200 };
// Lambda's control plane refills 15 requests a second for the whole account: up to 30 s, then the user should know.
const throttled: Patience = { attempts: 8, base: 500, longest: 8_000 };
// Concurrency becomes free within seconds or not soon, and somebody waits for the answer: at most 8 s.
const throttledEvent: Patience = { attempts: 5, base: 500, longest: 4_000 };
// The SDK has corrected its clock from the refusal; signed again it works or never will.
const resigned: Patience = { attempts: 2, base: 100, longest: 100 };
const none: Patience = { attempts: 1, base: 0, longest: 0 };
/** A server that names a time is believed up to here. */
const longestHint = 20_000;

// The SDK counts it as throttling; for ECR and IAM it is a quota, which does not pass by waiting.
const quotaErrors = new Set(['LimitExceededException', 'LimitExceeded']);

/**
 * Repeats throttled requests, 5xx answers and broken connections with exponential back-off and jitter, and nothing else.
 * One object per client. A mutation whose answer was lost is repeated too: the repetition then meets its own effect (409, 412),
 * which the services treat like a foreign change and look again.
 */
export function createRetryPolicy(): RetryPolicy {
  return policyOf(patienceFor);
}

/**
 * Repeats only what certainly did not run: throttled, or never connected. An answer that was lost, or a 5xx, is not repeated,
 * because the function may be at the event already.
 */
export function createInvocationRetryPolicy(): RetryPolicy {
  return policyOf((failure) => {
    if (!didNotRun(failure)) return none;
    const patience = patienceFor(failure);
    return patience === throttled ? throttledEvent : patience;
  });
}

function policyOf(patienceOf: (failure: Failure) => Patience): RetryPolicy {
  return {
    acquireInitialRetryToken: async () => tokenOf(0, 0),
    refreshRetryTokenForRetry: async (token, failure) => {
      const { attempts, base, longest } = patienceOf(failure);
      const done = token.getRetryCount() + 1;
      if (done >= attempts) throw new Error('No further attempt');
      const ceiling = Math.min(base * 2 ** (done - 1), longest);
      return tokenOf(done, Math.max(jittered(ceiling), hintOf(failure)));
    },
    recordSuccess: () => undefined,
  };
}

function patienceFor({ errorType, error }: Failure): Patience {
  const name = error instanceof Error ? error.name : '';
  if (quotaErrors.has(name)) return none;
  if (/Signature|RequestExpired|RequestTimeTooSkewed/.test(name))
    return errorType === 'CLIENT_ERROR' ? none : resigned;
  if (errorType === 'THROTTLING') return throttled;
  if (unansweredFor(error) !== undefined) return unanswered;
  return errorType === 'CLIENT_ERROR' ? none : transient;
}

function didNotRun({ errorType, error }: Failure): boolean {
  return errorType === 'THROTTLING' || errorType === 'CLIENT_ERROR' || beforeSending(error);
}

/** Node names the call that failed; where it tried several addresses, it reports all of them together. */
export function beforeSending(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every((each) => beforeSending(each));
  if (!(error instanceof Error)) return false;
  const { syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  return error.name === 'TimeoutError' && /did not establish a connection/.test(error.message);
}

/** Half fixed, half random: spreads parallel deploys without ever retrying at once. */
function jittered(ceiling: number): number {
  return Math.round(ceiling / 2 + (Math.random() * ceiling) / 2);
}

function hintOf({ retryAfterHint }: Failure): number {
  return retryAfterHint ? Math.min(Math.max(retryAfterHint.getTime() - Date.now(), 0), longestHint) : 0;
}

function tokenOf(count: number, delay: number): RetryToken {
  return { getRetryCount: () => count, getRetryDelay: () => delay };
}
