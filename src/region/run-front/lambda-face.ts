/** Answers events as Lambda's own API does: Invoke and InvokeWithResponseStream. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { TooManyEvents } from '../../domain/invocation/too-many-events.js';
import { AppError } from '../../errors/app-error.js';
import type { FunctionEvent, InvocationOutcome, ResponseStream } from '../../ports/function-host.js';
import { answerAsEventStream } from '../http-front/event-stream-answer.js';
import { parseFunctionReference } from '../lambda/function-name.js';
import { readEvent } from '../lambda/invocation/event-payload.js';
import { type InvocationRequest, readInvocationRequest } from '../lambda/invocation/invocation-request.js';
import { errorResponse } from '../wire/error-response.js';
import { matchOperation, performRest, type RawOperation } from '../wire/rest.js';
import { WireError } from '../wire/wire-error.js';
import type { FrontFunction } from './open-function-front.js';

/**
 * A function that fails is a 200 with `X-Amz-Function-Error`; what Lambda refuses is refused with its code, status and words.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 * @throws nothing that the API has an answer for
 */
export async function answerAsLambda(
  request: IncomingMessage,
  response: ServerResponse,
  target: FrontFunction,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-amzn-requestid', requestId);
  try {
    const operations = [operation('Invoke', target), operation('InvokeWithResponseStream', target)];
    await performRest(matchOperation(operations, request), request, response);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal || response.headersSent) throw error;
    const { status, headers, body } = errorResponse('lambda', refusal, requestId);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
  }
}

const paths = {
  Invoke: '/2015-03-31/functions/{FunctionName}/invocations',
  InvokeWithResponseStream: '/2021-11-15/functions/{FunctionName}/response-streaming-invocations',
} as const;

function operation(name: keyof typeof paths, target: FrontFunction): RawOperation {
  return {
    route: { name, method: 'POST', path: paths[name] },
    mutating: true,
    async exchange(input, request, response) {
      const asked = readInvocationRequest(input, request, response);
      const payload = await readEvent(request, asked.type);
      requireFunction(asked, target);
      if (asked.type === 'DryRun') response.writeHead(204).end();
      else if (asked.type === 'Event') refuseQueue();
      else if (name === 'Invoke') await invoke(asked, payload, response, target);
      else await invokeAsStream(asked, payload, response, target);
    },
  };
}

async function invoke(
  asked: InvocationRequest,
  payload: Uint8Array,
  response: ServerResponse,
  { host, function: { version }, signal }: FrontFunction,
): Promise<void> {
  const outcome = await host.invoke(eventOf(asked, payload), signal);
  response.writeHead(200, headersOf(outcome, version, asked)).end(outcome.payload);
}

async function invokeAsStream(
  asked: InvocationRequest,
  payload: Uint8Array,
  response: ServerResponse,
  { host, function: { version }, signal }: FrontFunction,
): Promise<void> {
  const invokeWith = (onStream: (stream: ResponseStream) => void): Promise<InvocationOutcome> =>
    host.invoke(eventOf(asked, payload), signal, onStream);
  await answerAsEventStream(response, { version, tail: asked.tail }, invokeWith);
}

function headersOf(
  { failure, payload, tail }: InvocationOutcome,
  version: string,
  asked: InvocationRequest,
): OutgoingHttpHeaders {
  return {
    'content-type': 'application/json',
    'content-length': payload.length,
    'x-amz-executed-version': version,
    ...(failure && { 'x-amz-function-error': 'Unhandled' }),
    ...(asked.tail && { 'x-amz-log-result': Buffer.from(tail).toString('base64') }),
  };
}

function eventOf(
  { requestId, traceId, clientContext }: InvocationRequest,
  payload: Uint8Array,
): FunctionEvent {
  return {
    payload,
    requestId,
    ...(traceId !== undefined && { traceId }),
    ...(clientContext !== undefined && { clientContext }),
  };
}

/** `function` is what clients of the emulator write. Any qualifier means the one version that runs. */
function requireFunction({ FunctionName, Qualifier }: InvocationRequest, target: FrontFunction): void {
  const { name, account, region } = target.function;
  const asked = parseFunctionReference(FunctionName, { account, region }, Qualifier);
  if (asked.name === name || asked.name === 'function') return;
  throw new WireError(
    'ResourceNotFoundException',
    `Function not found: arn:aws:lambda:${region}:${account}:function:${asked.name}`,
    404,
  );
}

function refuseQueue(): never {
  throw new WireError(
    'InvalidParameterValueException',
    'lading run has no queue: it invokes and waits for the answer. The local region takes events: lading region start',
    400,
  );
}

function refusalOf(error: unknown): WireError | undefined {
  if (error instanceof WireError) return error;
  if (error instanceof TooManyEvents)
    return new WireError('TooManyRequestsException', 'Rate Exceeded.', 429, {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
  if (!(error instanceof AppError) || error.code === 'INTERRUPTED') return undefined;
  return new WireError('ServiceException', error.message, 500, { Reason: error.code });
}
