/** Answers InvokeWithResponseStream: the function's bytes as events, then how it ended. */
import type { ServerResponse } from 'node:http';
import type { InvocationOutcome, ResponseStream } from '../../ports/function-host.js';
import { encodeEventStreamMessage, eventStreamType } from '../wire/event-stream.js';
import { writePaced } from './write-paced.js';

export interface EventStreamAnswer {
  readonly version: string;
  /** Whether the end of the log is asked for. */
  readonly tail: boolean;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html#API_InvokeWithResponseStream_ResponseSyntax */
export async function answerAsEventStream(
  response: ServerResponse,
  { version, tail }: EventStreamAnswer,
  invoke: (onStream: (stream: ResponseStream) => void) => Promise<InvocationOutcome>,
): Promise<void> {
  const begin = (): ServerResponse =>
    response.writeHead(200, { 'content-type': eventStreamType, 'x-amz-executed-version': version });
  let streaming: Promise<void> | undefined;
  const outcome = await invoke((stream) => {
    begin();
    streaming = writeChunks(response, stream);
  });
  if (!streaming) begin();
  if (!streaming && !outcome.failure) await writePaced(response, chunk(outcome.payload));
  await streaming;
  response.end(completion(outcome, tail));
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
  return message('PayloadChunk', 'application/octet-stream', bytes);
}

function completion({ failure, payload, tail }: InvocationOutcome, wanted: boolean): Uint8Array {
  const complete = {
    ...(failure && {
      ErrorCode: failure.errorType,
      ErrorDetails: payload.length > 0 ? Buffer.from(payload).toString('utf8') : failure.message,
    }),
    ...(wanted && { LogResult: Buffer.from(tail).toString('base64') }),
  };
  return message('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(complete)));
}

function message(type: string, contentType: string, body: Uint8Array): Uint8Array {
  const headers = { ':message-type': 'event', ':event-type': type, ':content-type': contentType };
  return encodeEventStreamMessage(headers, body);
}
