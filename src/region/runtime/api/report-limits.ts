/** How much a runtime may send, and what it hears beyond. */
import { Refusal } from './refusal.js';

/** Bytes of a response in one piece: 6 MiB and 100 bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const largestPayload = 6 * 1024 * 1024 + 100;

/** Bytes of a streamed response. */
export const largestStream = 200 * 1024 * 1024;

/** The answer to more than that, in Lambda's words. */
export function tooLarge(limit: number = largestPayload): Refusal {
  return new Refusal(413, 'RequestEntityTooLarge', `Exceeded maximum allowed payload size (${limit} bytes).`);
}

/** The answer to a body that ends too early, in Lambda's words. */
export function truncated(): Refusal {
  return new Refusal(400, 'TruncatedHTTPRequest', 'HTTP request detected as truncated');
}
