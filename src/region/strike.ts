/** Does to one request what a scripted fault says. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.js';
import { overlayAnswer } from './overlay-answer.js';
import { WireError } from './wire/wire-error.js';

/** Thrown through a service by a fault that has answered, or cut, the request itself. */
export class Struck extends Error {}

/** @throws WireError for a modelled error, `Struck` when nothing is left to be answered */
export async function strike(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (fault.first) await perform(fault.first, request);
  if (fault.delay) await sleep(fault.delay);
  if (fault.answer) overlayAnswer(response, fault.answer);
  if (fault.error) {
    const { code, message, status, fields } = fault.error;
    throw new WireError(code, message, status, fields);
  }
  if (fault.respond) {
    const { status, headers, body } = fault.respond;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    throw new Struck();
  }
  if (fault.reset) {
    request.socket.resetAndDestroy();
    throw new Struck();
  }
  if (fault.html !== undefined) {
    response.writeHead(500, { 'content-type': 'text/html' }).end(fault.html);
    throw new Struck();
  }
}

async function perform(
  { method, url, headers, body }: NonNullable<Fault['first']>,
  { socket }: IncomingMessage,
): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${socket.localPort}${url}`, {
    method,
    headers: { authorization: 'AWS4-HMAC-SHA256 somebody else', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the request that was to come first got ${answer.status}: ${text}`);
}
