/** Invocations over Lambda. */
import type { FunctionInvoker, Invocation, InvocationRequest } from '../../ports/function-invoker.js';
import { incompleteAnswer } from './aws-failure.js';
import type { AwsSession } from './aws-session.js';
import { invocationFailure } from './invocation-failure.js';
import { joinStream } from './invocation-stream.js';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createFunctionInvoker(session: AwsSession): FunctionInvoker {
  const send = async (
    request: InvocationRequest,
    run: (request: InvocationRequest) => Promise<Invocation>,
  ) => {
    try {
      return await run(request);
    } catch (error) {
      throw invocationFailure(error, request, session.settings.profile);
    }
  };
  return {
    invoke: (request) => send(request, invoke(session)),
    stream: (request, onPiece) => send(request, stream(session, onPiece)),
  };
}

function invoke(session: AwsSession) {
  return async (request: InvocationRequest): Promise<Invocation> => {
    const { api, client } = await session.invocations();
    const command = new api.InvokeCommand({
      ...inputOf(request),
      InvocationType: request.type,
      ...(request.clientContext !== undefined && { ClientContext: base64(request.clientContext) }),
    });
    const answer = await client.send(command, { ...session.sendOptions, requestTimeout: request.patience });
    const { $metadata, StatusCode, FunctionError, LogResult } = answer;
    return {
      ...factsOf(answer.ExecutedVersion, $metadata.requestId, 'Invoke'),
      statusCode: StatusCode ?? $metadata.httpStatusCode ?? 200,
      payload: answer.Payload ?? new Uint8Array(),
      ...(FunctionError !== undefined && { functionError: FunctionError }),
      ...(LogResult !== undefined && { logTail: Buffer.from(LogResult, 'base64').toString('utf8') }),
    };
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
function stream(session: AwsSession, onPiece: (piece: Uint8Array) => void) {
  return async (request: InvocationRequest): Promise<Invocation> => {
    const { api, client } = await session.invocations();
    const command = new api.InvokeWithResponseStreamCommand({
      ...inputOf(request),
      InvocationType: 'RequestResponse',
      ...(request.clientContext !== undefined && { ClientContext: base64(request.clientContext) }),
    });
    const answer = await client.send(command, { ...session.sendOptions, requestTimeout: request.patience });
    const { $metadata, StatusCode, ExecutedVersion, EventStream = [] } = answer;
    return {
      ...factsOf(ExecutedVersion, $metadata.requestId, 'InvokeWithResponseStream'),
      statusCode: StatusCode ?? $metadata.httpStatusCode ?? 200,
      ...(await joinStream(EventStream, onPiece)),
    };
  };
}

function inputOf({ name, address, qualifier, payload, tail }: InvocationRequest) {
  return {
    FunctionName: address ?? name,
    Qualifier: qualifier,
    Payload: Buffer.from(payload, 'utf8'),
    ...(tail && { LogType: 'Tail' as const }),
  };
}

function factsOf(executedVersion: string | undefined, requestId: string | undefined, operation: string) {
  if (requestId === undefined && executedVersion === undefined)
    throw incompleteAnswer('Lambda', operation, 'a request id and a version');
  return {
    ...(executedVersion !== undefined && { executedVersion }),
    ...(requestId !== undefined && { requestId }),
  };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
