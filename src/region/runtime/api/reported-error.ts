/** What a runtime says of an error. */
import type { IncomingHttpHeaders } from 'node:http';
import type { ReportedError } from '../runtime-api.js';

const withCause = 'application/vnd.aws.lambda.error.cause+json';

/**
 * Type and body of an error; a type that the header does not name is taken from the body. A cause for X-Ray is left out, as
 * Lambda does: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror
 */
export function reportedError(headers: IncomingHttpHeaders, sent: Buffer): ReportedError {
  const body = headers['content-type'] === withCause ? withoutCause(sent) : sent;
  const named = headers['lambda-runtime-function-error-type'];
  return { errorType: typeof named === 'string' && named ? named : typeInside(body), body };
}

function withoutCause(sent: Buffer): Buffer {
  const document = parseObject(sent);
  if (!document) return Buffer.from('"Invalid error body"');
  const { errorMessage, errorType, stackTrace } = document;
  return Buffer.from(JSON.stringify({ errorMessage, errorType, stackTrace }));
}

function typeInside(body: Buffer): string {
  const named = parseObject(body)?.errorType;
  return typeof named === 'string' && named ? named : 'Function.Unknown';
}

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
