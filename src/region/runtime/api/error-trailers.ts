/** The error that a runtime reports at the end of a streamed response. */
import type { ReportedError } from '../runtime-api.js';

/**
 * What the trailers say; undefined when they name no error. The body is base64 by the documentation, and plain text from some
 * runtimes: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
export function errorInTrailers(trailers: NodeJS.Dict<string>): ReportedError | undefined {
  const errorType = trailers['lambda-runtime-function-error-type'];
  const body = trailers['lambda-runtime-function-error-body'];
  if (!errorType && !body) return undefined;
  return { errorType: errorType || 'Function.Unknown', body: decode(body ?? '') };
}

/** Trailers arrive as Latin-1. What is base64 by chance, e.g. `Failed00`, decodes to bytes that are no text. */
function decode(sent: string): Buffer {
  const plain = Buffer.from(sent, 'latin1');
  const base64 = sent.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(sent);
  if (!base64) return plain;
  const decoded = Buffer.from(sent, 'base64');
  return isText(decoded) ? decoded : plain;
}

function isText(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
