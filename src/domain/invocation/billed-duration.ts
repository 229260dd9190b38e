/** How much of an invocation is paid for. */

/**
 * Whole milliseconds; of a cold start, its init is paid for as well.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html (cold starts and latency)
 */
export function billedDuration(duration: number, initDuration = 0): number {
  // Measured times carry noise far below what REPORT prints: 100.000000001 ms are 100.
  return Math.ceil(Number((duration + initDuration).toFixed(3)));
}
