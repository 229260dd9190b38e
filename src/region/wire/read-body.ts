/** Reads a request body into memory, with a bound. */
import type { IncomingMessage } from 'node:http';
import { WireError } from './wire-error.js';

/** Lambda's own bound for a direct upload is 50 MB of zip, a third more in base64. */
const defaultLimit = 70 * 1024 * 1024;

/**
 * The whole body. Reading to the end also keeps the connection reusable.
 * @throws WireError RequestEntityTooLargeException 413 above `limit` bytes
 */
export async function readBody(request: IncomingMessage, limit: number = defaultLimit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) {
    throw new WireError(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${limit} bytes`,
      413,
      { Type: 'User' },
    );
  }
  return Buffer.concat(chunks);
}

/**
 * The body as a JSON object; an empty body is `{}`.
 * @throws WireError SerializationException 400 when it is not a JSON object, as AWS answers
 */
export async function readJsonObject(
  request: IncomingMessage,
  limit?: number,
): Promise<Record<string, unknown>> {
  const text = (await readBody(request, limit)).toString('utf8');
  if (text.trim() === '') return {};
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireError('SerializationException', 'Start of structure or map found where not expected.', 400);
  }
  return value as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WireError('SerializationException', `Could not parse request body into json: ${why}`, 400);
  }
}
