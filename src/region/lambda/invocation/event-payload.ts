/** Takes the event of an invocation: not too large, and JSON. */
import type { IncomingMessage } from 'node:http';
import { eventLimits, type InvocationType } from '../../../domain/invocation/event-limits.js';
import { readBody } from '../../wire/read-body.js';
import { WireError } from '../../wire/wire-error.js';

const synchronous = eventLimits.RequestResponse;

/**
 * The body of an invocation; an empty one is `{}`. Texts as reported from AWS.
 * @throws WireError RequestEntityTooLargeException 413, InvalidRequestContentException 400
 */
export async function readEvent(request: IncomingMessage, type: InvocationType): Promise<Uint8Array> {
  const payload = await readPayload(request);
  const limit = eventLimits[type];
  if (payload.length > limit) {
    throw tooLarge(
      `${payload.length} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
    );
  }
  if (payload.length === 0) return Buffer.from('{}');
  requireJson(payload);
  return payload;
}

/** The body of any synchronous request. @throws WireError RequestEntityTooLargeException 413 */
export async function readPayload(request: IncomingMessage): Promise<Buffer> {
  try {
    return await readBody(request, synchronous);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw requestTooLarge();
  }
}

/** For events that are made here: base64 makes them larger than what was sent. @throws WireError RequestEntityTooLargeException 413 */
export function requireFitting(payload: Uint8Array): void {
  if (payload.length > synchronous) throw requestTooLarge();
}

function requireJson(payload: Buffer): void {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WireError(
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${why}`,
      400,
    );
  }
}

function requestTooLarge(): WireError {
  return tooLarge(`Request must be smaller than ${synchronous} bytes for the InvokeFunction operation`);
}

function tooLarge(message: string): WireError {
  return new WireError('RequestEntityTooLargeException', message, 413);
}
