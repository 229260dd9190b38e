/** Invoke. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { InvocationOutcome } from '../../ports/function-host.js';
import type { RawOperation } from '../wire/rest.js';
import { parseFunctionReference } from './function-name.js';
import { readEvent } from './invocation/event-payload.js';
import { eventOf, type InvocationRequest, readInvocationRequest } from './invocation/invocation-request.js';
import type { InvocationTarget } from './invocation/invocation-target.js';
import type { LambdaDeps } from './lambda-deps.js';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invokeOperation(deps: LambdaDeps): RawOperation {
  const path = '/2015-03-31/functions/{FunctionName}/invocations';
  return {
    route: { name: 'Invoke', method: 'POST', path },
    mutating: true,
    exchange: (input, request, response) =>
      invoke(readInvocationRequest(input, request, response), request, response, deps),
  };
}

/** A function that fails is an answer with status 200, told by a header. */
async function invoke(
  asked: InvocationRequest,
  request: IncomingMessage,
  response: ServerResponse,
  { invocations, settings }: LambdaDeps,
): Promise<void> {
  const payload = await readEvent(request, asked.type);
  const target = invocations.targetOf(parseFunctionReference(asked.FunctionName, settings, asked.Qualifier));
  const event = eventOf(asked, target, payload);
  if (asked.type === 'DryRun') {
    response.writeHead(204).end();
  } else if (asked.type === 'Event') {
    invocations.enqueue(target, event);
    response.writeHead(202, { 'content-length': 0 }).end();
  } else {
    const outcome = await invocations.invoke(target, event);
    response.writeHead(200, headersOf(outcome, target, asked)).end(outcome.payload);
  }
}

function headersOf(
  { failure, payload, tail }: InvocationOutcome,
  { version }: InvocationTarget,
  asked: InvocationRequest,
): OutgoingHttpHeaders {
  return {
    'content-type': 'application/json',
    'content-length': payload.length,
    'x-amz-executed-version': version.version,
    ...(failure && { 'x-amz-function-error': 'Unhandled' }),
    ...(asked.tail && { 'x-amz-log-result': Buffer.from(tail).toString('base64') }),
  };
}
