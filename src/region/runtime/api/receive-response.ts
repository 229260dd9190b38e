/** Takes the response of an invocation, in one piece or as a stream. */
import type { IncomingMessage } from 'node:http';
import { errorInTrailers } from './error-trailers.js';
import { ownError } from './own-error.js';
import { readReport } from './read-report.js';
import { receiveStream } from './receive-stream.js';
import type { Received } from './received.js';
import { Refusal } from './refusal.js';
import { largestPayload, tooLarge, truncated } from './report-limits.js';
import type { Delivery } from './runtime-session.js';

/**
 * The end of an invocation that a runtime sends as its response. Never rejects: what is wrong with it ends the invocation too.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-response
 */
export async function receiveResponse(request: IncomingMessage, delivery: Delivery): Promise<Received> {
  const mode = request.headers['lambda-runtime-function-response-mode'];
  if (mode === 'streaming' && delivery.onStream) return receiveStream(request, delivery.onStream);
  if (mode !== undefined && mode !== '' && mode !== 'streaming') return invalidMode(String(mode));
  const report = await readReport(request, largestPayload);
  if (report.kind === 'too-large')
    return { ending: { kind: 'too-large', bytes: report.size }, refusal: tooLarge() };
  if (report.kind === 'truncated') return brokenOff();
  // A stream that nobody reads as one: an error at its end is an error of the whole.
  const error = errorInTrailers(request.trailers);
  return { ending: error ? { kind: 'error', error } : { kind: 'response', payload: report.bytes } };
}

function brokenOff(): Received {
  const error = ownError(
    'Runtime.TruncatedResponse',
    'The connection ended before the response of the runtime was complete.',
  );
  return { ending: { kind: 'error', error }, refusal: truncated() };
}

function invalidMode(mode: string): Received {
  const error = ownError(
    'Runtime.InvalidResponseModeHeader',
    `The runtime sent the header Lambda-Runtime-Function-Response-Mode: ${mode}; Lambda knows "streaming" alone.`,
  );
  const refusal = new Refusal(400, 'InvalidFunctionResponseMode', 'Invalid function response mode');
  return { ending: { kind: 'error', error }, refusal };
}
