/** How large an event may be. */

/**
 * Bytes, by how the function is invoked.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: 6 MB where the answer is waited for, 1 MB where it is not.
 */
export const eventLimits = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;

/** Lambda's own words: wait for the answer, put it in the queue, or only say whether it would be allowed. */
export type InvocationType = keyof typeof eventLimits;
