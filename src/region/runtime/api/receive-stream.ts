/** Passes a streamed response on while it arrives. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { errorInTrailers } from './error-trailers.js';
import { ownError } from './own-error.js';
import type { Received } from './received.js';
import type { Refusal } from './refusal.js';
import { largestStream, tooLarge, truncated } from './report-limits.js';
import type { StreamConsumer } from './runtime-session.js';

/**
 * Gives the body to `onStream` and resolves when all of it was read. The runtime is held up as long as the consumer does not
 * read; a consumer that stops reading does not disturb the runtime, whose remaining bytes are dropped. When the connection
 * breaks, or more comes than Lambda streams, the body ends with an error; an error in the trailers leaves it whole.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
export function receiveStream(
  request: IncomingMessage,
  onStream: StreamConsumer,
  limit: number = largestStream,
): Promise<Received> {
  return new Promise((resolve) => {
    const body = createBody(request);
    let size = 0;
    const stop = (errorType: string, message: string, refusal: Refusal): void => {
      body.destroy(new Error(message));
      resolve({ ending: { kind: 'streamed', error: ownError(errorType, message) }, refusal });
    };
    const breakOff = (): void =>
      stop('Runtime.TruncatedResponse', 'The connection ended in the middle of the response.', truncated());
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) body.destroy(new Error(`The response has more than ${limit} bytes.`));
      if (!body.destroyed && !body.push(chunk)) request.pause();
    });
    request.on('end', () => {
      if (size > limit) {
        const message = `Response payload size exceeded maximum allowed payload size (${limit} bytes).`;
        stop('Function.ResponseSizeTooLarge', message, tooLarge(limit));
        return;
      }
      if (!body.destroyed) body.push(null);
      const error = errorInTrailers(request.trailers);
      resolve({ ending: error ? { kind: 'streamed', error } : { kind: 'streamed' } });
    });
    request.on('error', breakOff);
    request.on('close', () => {
      if (!request.complete) breakOff();
    });
    onStream({ contentType: request.headers['content-type'] ?? 'application/octet-stream', body });
  });
}

function createBody(request: IncomingMessage): Readable {
  // Reading goes on when the consumer is gone, so that the runtime gets to its end.
  const goOn = (): void => {
    request.resume();
  };
  const body = new Readable({
    read: goOn,
    destroy(error, done) {
      goOn();
      done(error);
    },
  });
  // The reader of the body gets it too; this one keeps an error that comes before any reader from ending the process.
  body.on('error', goOn);
  return body;
}
