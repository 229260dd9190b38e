/** Answers any HTTP request as a function URL does: payload format 2.0 in, status, headers and body out, streams as they come. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TooManyEvents } from '../../domain/invocation/too-many-events.js';
import { sendFailure, sendResponse } from '../http-front/send-response.js';
import { sendStream } from '../http-front/send-stream.js';
import { eventOfRequest } from '../http-front/url-event.js';
import { readPayload } from '../lambda/invocation/event-payload.js';
import { WireError } from '../wire/wire-error.js';
import type { FrontFunction } from './open-function-front.js';

/** In the place of the id that a function URL has in its host name. */
const apiId = 'local';

/**
 * What a function streams is streamed, what it returns is sent whole, whatever the InvokeMode of its URL may be in AWS.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 * @throws what the host throws, but `TooManyEvents`
 */
export async function answerAsUrl(
  request: IncomingMessage,
  response: ServerResponse,
  { host, signal }: FrontFunction,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-amzn-requestid', requestId);
  try {
    const body = await readPayload(request);
    const domainName = (request.headers.host ?? '').replace(/:\d+$/, '');
    const event = eventOfRequest(request, body, { apiId, domainName, requestId, now: Date.now() });
    const payload = Buffer.from(JSON.stringify(event));
    let streaming: Promise<void> | undefined;
    const outcome = await host.invoke({ payload, requestId }, signal, (stream) => {
      streaming = sendStream(response, stream);
    });
    if (streaming) await streaming;
    else if (outcome.failure) sendFailure(response);
    else sendResponse(response, outcome.payload);
  } catch (error) {
    if (error instanceof TooManyEvents) refuse(response, 429, 'Rate Exceeded.');
    else if (error instanceof WireError) refuse(response, error.status, error.message);
    else throw error;
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ Message: text }));
}
