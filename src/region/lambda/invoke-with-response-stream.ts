/** InvokeWithResponseStream. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationOutcome, ResponseStream } from '../../ports/function-host.js';
import { writePaced } from '../http-front/write-paced.js';
import { encodeEventStreamMessage, eventStreamType } from '../wire/event-stream.js';
import type { RawOperation } from '../wire/rest.js';
import { parseFunctionReference } from './function-name.js';
import { readEvent } from './invocation/event-payload.js';
import { eventOf, type InvocationRequest, readInvocationRequest } from './invocation/invocation-request.js';
import type { InvocationTarget } from './invocation/invocation-target.js';
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
  let streaming: Promise<void> | undefined;
  const outcome = await invocations.invoke(target, eventOf(asked, target, payload), (stream) => {
    writeHead(response, target);
    streaming = writeChunks(response, stream);
  });
  if (!streaming) {
    writeHead(response, target);
    if (!outcome.failure) await writePaced(response, chunk(outcome.payload));
  }
  await streaming;
  response.end(completion(outcome, asked));
}

function writeHead(response: ServerResponse, { version }: InvocationTarget): void {
  response.writeHead(200, {
    'content-type': eventStreamType,
    'x-amz-executed-version': version.version,
  });
}

/** A stream that breaks off is told by the completion; what came before is sent. */
async function writeChunks(response: ServerResponse, { body }: ResponseStream): Promise<void> {
  try {
    for await (const bytes of body) if (bytes.length > 0) await writePaced(response, chunk(bytes));
  } catch {
    // The outcome says why.
  }
}

function chunk(bytes: Uint8Array): Uint8Array {
  const headers = { ':message-type': 'event', ':event-type': 'PayloadChunk' };
  return encodeEventStreamMessage({ ...headers, ':content-type': 'application/octet-stream' }, bytes);
}

function completion(
  { failure, payload, tail }: InvocationOutcome,
  { tail: wanted }: InvocationRequest,
): Uint8Array {
  const complete = {
    ...(failure && {
      ErrorCode: failure.errorType,
      ErrorDetails: payload.length > 0 ? Buffer.from(payload).toString('utf8') : failure.message,
    }),
    ...(wanted && { LogResult: Buffer.from(tail).toString('base64') }),
  };
  const headers = { ':message-type': 'event', ':event-type': 'InvokeComplete' };
  return encodeEventStreamMessage(
    { ...headers, ':content-type': 'application/json' },
    Buffer.from(JSON.stringify(complete)),
  );
}
