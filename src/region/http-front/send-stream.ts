/** Answers an HTTP request with what a function streams. */
import type { ServerResponse } from 'node:http';
import type { ResponseStream } from '../../ports/function-host.js';
import { httpIntegrationType, readPrelude } from './read-prelude.js';
import { headersOf, type OverridingHeaders, sendFailure } from './send-response.js';
import { parseHead } from './url-answer.js';
import { writePaced } from './write-paced.js';

/**
 * Sends bytes as they come. A function that fails before its head is answered with 502, one that breaks off in the middle
 * with a cut connection, so that nobody takes the rest for the whole. Resolves when the stream has ended; never rejects. A
 * client that has gone does not stop the function.
 */
export async function sendStream(
  response: ServerResponse,
  { contentType, body }: ResponseStream,
  over: OverridingHeaders = {},
): Promise<void> {
  try {
    const rest = contentType === httpIntegrationType ? await sendHead(response, body, over) : body;
    if (!rest) return;
    if (!response.headersSent) response.writeHead(200, { 'content-type': contentType, ...over });
    // Before the first byte, which may be long in coming.
    response.flushHeaders();
    for await (const bytes of rest) await writePaced(response, bytes);
    response.end();
  } catch {
    // Why is in the outcome of the invocation and in the function's log.
    if (response.headersSent) response.destroy();
    else sendFailure(response, over);
  }
}

/** The body that follows; undefined when the head was none and the request is answered. */
async function sendHead(
  response: ServerResponse,
  stream: AsyncIterable<Uint8Array>,
  over: OverridingHeaders,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { head, body } = await readPrelude(stream);
  const answer = parseHead(head);
  if (answer) {
    response.writeHead(answer.status, headersOf(answer, over));
    return body;
  }
  sendFailure(response, over);
  for await (const _ of body);
  return undefined;
}
