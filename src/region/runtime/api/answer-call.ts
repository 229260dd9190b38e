/** Finds the endpoint of a request, and answers for it what all endpoints have in common. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoints } from './exchange.js';
import { answerJson } from './json-answer.js';
import { Refusal } from './refusal.js';
import { routeOf } from './route.js';

/** Answers one request, or leaves it waiting for an event. Never rejects. */
export async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  endpoints: Endpoints,
): Promise<void> {
  const route = routeOf(request.method ?? '', request.url ?? '');
  try {
    if (route.kind === 'unknown')
      throw new Refusal(404, 'NotFound', `${request.method} ${request.url} is no call of the Runtime API.`);
    if (route.kind === 'wrong-method') {
      response.setHeader('Allow', route.allow);
      throw new Refusal(
        405,
        'MethodNotAllowed',
        `${request.method} is not allowed here; use ${route.allow}.`,
      );
    }
    const { requestId } = route;
    await endpoints[route.call]({ request, response, requestId });
  } catch (error) {
    refuse(response, error);
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof Refusal) {
    answerJson(response, error.status, { errorMessage: error.message, errorType: error.errorType });
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  answerJson(response, 500, {
    errorMessage: `The Runtime API failed: ${text}`,
    errorType: 'InternalServerError',
  });
}
