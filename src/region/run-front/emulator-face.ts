/** Answers events as the Runtime Interface Emulator does, which tools and tests that know it rely on. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { textOf } from '../../domain/invocation/present-payload.js';
import { TooManyEvents } from '../../domain/invocation/too-many-events.js';
import type { FunctionEvent, InvocationOutcome } from '../../ports/function-host.js';
import { readBody } from '../wire/read-body.js';
import type { FrontFunction } from './open-function-front.js';

const path = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?|$)/;
const plain = 'text/plain; charset=utf-8';

/**
 * Any method counts as POST, and the event is not looked at; without one it is `{}`, as from the AWS CLI without a payload. A failing function is a 200 without any header that says so, also
 * one that ran out of time, whose body is no JSON; one that ended or never started is a 502; while it is busy the answer is 400.
 * https://github.com/aws/aws-lambda-runtime-interface-emulator (cmd/aws-lambda-rie/handlers.go)
 * @throws what the host throws, but `TooManyEvents`
 */
export async function answerAsEmulator(
  request: IncomingMessage,
  response: ServerResponse,
  target: FrontFunction,
): Promise<void> {
  const name = path.exec(request.url ?? '')?.[1];
  // The emulator knows the one name only; the function's own is taken too, so that clients with a name in them work.
  if (name !== 'function' && name !== target.function.name) {
    send(response, 404, Buffer.from('404 page not found\n'));
    return;
  }
  const payload = await readBody(request);
  const event = eventOf(request, payload);
  if (!event) return send(response, 500);
  try {
    const outcome = await target.host.invoke(event, target.signal);
    send(response, ...answerOf(outcome, target.function.timeout));
  } catch (error) {
    if (!(error instanceof TooManyEvents)) throw error;
    send(response, 400);
  }
}

/** Undefined for a client context that is not base64. */
function eventOf({ headers }: IncomingMessage, payload: Uint8Array): FunctionEvent | undefined {
  const text = (name: string): string => String(headers[name] ?? '');
  const encoded = text('x-amz-client-context');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) return undefined;
  const clientContext = Buffer.from(encoded, 'base64').toString('utf8');
  const [traceId, tenantId] = [text('x-amzn-trace-id'), text('x-amz-tenant-id')];
  return {
    payload: payload.length === 0 ? Buffer.from('{}') : payload,
    ...(clientContext !== '' && { clientContext }),
    ...(traceId !== '' && { traceId }),
    ...(tenantId !== '' && { tenantId }),
  };
}

function answerOf({ failure, payload }: InvocationOutcome, timeout: number): [number, Uint8Array] {
  if (failure?.kind === 'timeout') return [200, Buffer.from(`Task timed out after ${timeout}.00 seconds`)];
  const crashed = failure && failure.kind !== 'function' && failure.kind !== 'response';
  return [crashed ? 502 : 200, payload];
}

/** The content type is what Go's server guesses from the bytes, which calls JSON a text. */
function send(response: ServerResponse, status: number, body: Uint8Array = new Uint8Array()): void {
  const type = textOf(body) === undefined ? 'application/octet-stream' : plain;
  response
    .writeHead(status, { ...(body.length > 0 && { 'content-type': type }), 'content-length': body.length })
    .end(body);
}
