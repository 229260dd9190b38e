/** From when on memory is worth a word, and what to do about it. */

/** From this part of its memory on, the next event may be the one too many. */
export const nearlyFull = 0.9;

/** Lambda's most. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostMegabytes = 10_240;

/** As a suggestion: twice as much, as far as there is more. */
export function raiseMemory(memorySize: number): string {
  const more = Math.min(mostMegabytes, memorySize * 2);
  return `Raise memorySize: --memory ${more}, or memorySize in the configuration.`;
}
