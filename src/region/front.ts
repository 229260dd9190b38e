/** The HTTP front of the region: finds the service of a request, and does for all of them what all have in common. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from './faults.js';
import type { RequestLog } from './request-log.js';
import type { Begin, RegionService } from './service.js';
import { Struck, strike } from './strike.js';
import { errorResponse } from './wire/error-response.js';
import { WireError } from './wire/wire-error.js';

export interface FrontDeps {
  readonly services: readonly RegionService[];
  readonly log: RequestLog;
  readonly faults: Faults;
  /** Milliseconds added to every answer of a service. */
  readonly latency: number;
}

/**
 * Answers one request completely, whatever happens: modelled errors in the service's protocol, anything else as a 500 that
 * carries the text, because here the reader of the answer is the developer of the region. Requests to the control
 * endpoints are not logged.
 */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  deps: FrontDeps,
): Promise<void> {
  const started = performance.now();
  const bytesBefore = request.socket.bytesRead;
  const requestId = randomUUID();
  const service = deps.services.find((candidate) => candidate.claims(request));
  const name = service?.name ?? 'region';
  response.setHeader('x-amzn-requestid', requestId);
  const seen = { operation: 'unknown', mutating: false };
  const begin: Begin = async (operation, mutating) => {
    Object.assign(seen, { operation, mutating });
    const fault = deps.faults.take(name, operation, request.url ?? '');
    if (fault) await strike(fault, request, response);
  };
  try {
    if (deps.latency > 0 && name !== 'region') await sleep(deps.latency);
    requireSignature(request, name);
    if (!service)
      throw new WireError(
        'UnknownOperationException',
        `${request.method} ${request.url} is no operation of this region.`,
        404,
      );
    Object.assign(seen, await service.handle(request, response, begin));
  } catch (error) {
    if (!(error instanceof Struck)) refuse(response, name, error, requestId);
  }
  // Bytes that a refusal left unread would be taken for the next request of the connection.
  request.resume();
  if (name === 'region' && request.url?.startsWith('/_lading/')) return;
  deps.log.add({
    service: name,
    ...seen,
    status: response.headersSent ? response.statusCode : 0,
    at: Date.now(),
    milliseconds: Math.round(performance.now() - started),
    requestBytes: Number(request.headers['content-length'] ?? request.socket.bytesRead - bytesBefore),
  });
}

/** The signature itself is not verified: nothing here is worth protecting, and credentials are never asked for. */
function requireSignature(request: IncomingMessage, service: string): void {
  // These authenticate their callers by themselves.
  if (service === 'registry' || service === 'function-url') return;
  if (request.headers.authorization || request.url?.includes('X-Amz-Signature=')) return;
  if (request.url?.startsWith('/_lading/')) return;
  const query = service === 'iam' || service === 'sts';
  throw query
    ? new WireError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
    : new WireError(
        'MissingAuthenticationTokenException',
        'Missing Authentication Token',
        service === 'lambda' || service === 'region' ? 403 : 400,
      );
}

function refuse(response: ServerResponse, service: string, error: unknown, requestId: string): void {
  const known = error instanceof WireError ? error : internalError(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, headers, body } = errorResponse(service, known, requestId);
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function internalError(error: unknown): WireError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new WireError('InternalFailure', `The local region failed: ${text}`, 500);
}
