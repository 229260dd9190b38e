/** InvokeWithResponseStream. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAsEventStream } from '../http-front/event-stream-answer.js';
import type { RawOperation } from '../wire/rest.js';
import { parseFunctionReference } from './function-name.js';
import { readEvent } from './invocation/event-payload.js';
import { eventOf, type InvocationRequest, readInvocationRequest } from './invocation/invocation-request.js';
import type { LambdaDeps } from './lambda-deps.js';

/** https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
export function invokeStreamOperation(deps: LambdaDeps): RawOperation {
  const path = '/2021-11-15/functions/{FunctionName}/response-streaming-invocations';
  return {
    route: { name: 'InvokeWithResponseStream', method: 'POST', path },
    mutating: true,
    exchange: (input, request, response) =>
      invoke(readInvocationRequest(input, request, response), request, response, deps),
  };
}

async function invoke(
  asked: InvocationRequest,
  request: IncomingMessage,
  response: ServerResponse,
  { invocations, settings }: LambdaDeps,
): Promise<void> {
  const payload = await readEvent(request, 'RequestResponse');
  const target = invocations.targetOf(parseFunctionReference(asked.FunctionName, settings, asked.Qualifier));
  if (asked.type === 'DryRun') {
    response.writeHead(204).end();
    return;
  }
  const event = eventOf(asked, target, payload);
  const { version } = target.version;
  await answerAsEventStream(response, { version, tail: asked.tail }, (onStream) =>
    invocations.invoke(target, event, onStream),
  );
}
