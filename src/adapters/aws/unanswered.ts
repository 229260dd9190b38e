/** Recognises a request that was sent and not answered in time. */

/** The time that it was given, in milliseconds; undefined for every other error. The SDK says it in its text only. */
export function unansweredFor(error: unknown): number | undefined {
  if (!(error instanceof Error) || error.name !== 'TimeoutError') return undefined;
  const [, time] = /exceeded the configured (\d+) ms requestTimeout/.exec(error.message) ?? [];
  return time === undefined ? undefined : Number(time);
}
