/** Reads the body of an answer into memory, up to a limit. */
import type { Readable } from 'node:stream';
import { AppError } from '../../errors/app-error.js';

/** @throws REMOTE_REFUSED when there is more; the connection is then given up rather than read to its end. */
export async function readBounded(body: Readable, limit: number, what: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > limit) {
      body.destroy();
      throw new AppError({
        code: 'REMOTE_REFUSED',
        message: `${what} is larger than ${limit} bytes; that is not what it should be.`,
        details: { limit },
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The start of a body, for error messages; never throws because a refusal was long or broke off. */
export async function readStart(body: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length >= limit) break;
    }
  } catch {
    // What arrived before the connection broke is still the best explanation there is.
    return Buffer.concat(chunks).subarray(0, limit);
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
