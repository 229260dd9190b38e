/** Answers requests to function URLs: a host name that is one belongs to its function alone. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendFailure, sendResponse } from '../../http-front/send-response.js';
import { sendStream } from '../../http-front/send-stream.js';
import { eventOfRequest } from '../../http-front/url-event.js';
import type { RegionService, RegionSettings } from '../../service.js';
import { WireError } from '../../wire/wire-error.js';
import type { FunctionStore } from '../function-store.js';
import { readPayload, requireFitting } from '../invocation/event-payload.js';
import type { Invocations } from '../invocation/invocations.js';
import { corsHeaders, preflightHeaders } from './cors.js';
import { type FoundUrl, findUrl, urlIdOf } from './find-url.js';
import { accessKeyOf, mayUseUrl } from './may-use-url.js';

export interface FunctionUrlDeps {
  readonly functions: FunctionStore;
  readonly invocations: Invocations;
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const forbidden =
  'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html';

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export function createFunctionUrlService(deps: FunctionUrlDeps): RegionService {
  return {
    name: 'function-url',
    claims: (request) => urlIdOf(request) !== undefined,
    async handle(request, response, begin) {
      const seen = { operation: 'InvokeFunctionUrl', mutating: true };
      await begin(seen.operation, seen.mutating);
      try {
        await answer(request, response, deps);
      } catch (error) {
        if (!(error instanceof WireError) || response.headersSent) throw error;
        // Whoever uses a URL is not to blame for this machine.
        const status = error.code === 'LocalRegionException' ? 500 : error.status;
        sendRefusal(response, status, error.code, error.message);
      }
      return seen;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  deps: FunctionUrlDeps,
): Promise<void> {
  const found = findUrl(deps.functions, urlIdOf(request) ?? '');
  if (!found) return sendRefusal(response, 403, 'AccessDeniedException', null);
  const preflight = preflightHeaders(request, found.config);
  if (preflight) {
    response.writeHead(200, { ...preflight, 'content-length': 0 }).end();
    return;
  }
  if (!mayUseUrl(request, found)) return sendRefusal(response, 403, 'AccessDeniedException', forbidden);
  await invoke(request, response, found, deps);
}

async function invoke(
  request: IncomingMessage,
  response: ServerResponse,
  found: FoundUrl,
  deps: FunctionUrlDeps,
): Promise<void> {
  const { record, alias, config } = found;
  const body = await readPayload(request);
  const target = deps.invocations.targetOf({ name: record.name, ...(alias !== '' && { qualifier: alias }) });
  const requestId = String(response.getHeader('x-amzn-requestid'));
  const place = placeOf(request, requestId, found, deps);
  const payload = Buffer.from(JSON.stringify(eventOfRequest(request, body, place)));
  requireFitting(payload);
  const event = { payload, requestId, invokedFunctionArn: target.arn };
  const cors = corsHeaders(request, config);
  if (config.invokeMode !== 'RESPONSE_STREAM') {
    const { failure, payload } = await deps.invocations.invoke(target, event);
    if (failure) sendFailure(response, cors);
    else sendResponse(response, payload, cors);
    return;
  }
  let streaming: Promise<void> | undefined;
  const outcome = await deps.invocations.invoke(target, event, (stream) => {
    streaming = sendStream(response, stream, cors);
  });
  if (streaming) await streaming;
  else if (outcome.failure) sendFailure(response, cors);
  // What is not streamed is sent as it is, as recorded.
  else response.writeHead(200, { 'content-type': 'application/octet-stream', ...cors }).end(outcome.payload);
}

function placeOf(
  request: IncomingMessage,
  requestId: string,
  { config }: FoundUrl,
  { settings, clock }: FunctionUrlDeps,
): Parameters<typeof eventOfRequest>[2] {
  const { account } = settings;
  const caller = {
    accountId: account,
    userArn: `arn:aws:iam::${account}:root`,
    accessKey: accessKeyOf(request),
  };
  return {
    apiId: config.id,
    domainName: (request.headers.host ?? '').replace(/:\d+$/, ''),
    requestId,
    now: clock(),
    ...(config.authType === 'AWS_IAM' && { caller }),
  };
}

/** As recorded of function URLs. */
function sendRefusal(response: ServerResponse, status: number, code: string, message: string | null): void {
  const body = JSON.stringify({ Message: message });
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-amzn-errortype': code,
    })
    .end(body);
}
