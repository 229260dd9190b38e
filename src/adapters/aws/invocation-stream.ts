/** Puts the events of a streamed answer together. */
import type { InvokeWithResponseStreamResponseEvent } from '@aws-sdk/client-lambda';
import type { Invocation } from '../../ports/function-invoker.js';

type Joined = Pick<Invocation, 'payload' | 'functionError' | 'failure' | 'logTail'>;

/**
 * Pieces are handed on as they come. A failure arrives in the last event, with the pieces already out.
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStreamCompleteEvent.html
 */
export async function joinStream(
  events: AsyncIterable<InvokeWithResponseStreamResponseEvent> | Iterable<never>,
  onPiece: (piece: Uint8Array) => void,
): Promise<Joined> {
  const pieces: Uint8Array[] = [];
  let end: Omit<Joined, 'payload'> | undefined;
  for await (const { PayloadChunk, InvokeComplete } of events) {
    if (PayloadChunk?.Payload) {
      pieces.push(PayloadChunk.Payload);
      onPiece(PayloadChunk.Payload);
    }
    if (!InvokeComplete) continue;
    const { ErrorCode, ErrorDetails, LogResult } = InvokeComplete;
    end = {
      ...(ErrorCode !== undefined && { functionError: ErrorCode }),
      ...(ErrorDetails !== undefined && { failure: ErrorDetails }),
      ...(LogResult !== undefined && { logTail: Buffer.from(LogResult, 'base64').toString('utf8') }),
    };
  }
  // As when the connection breaks: what came so far is not the answer.
  if (!end) throw Object.assign(new Error('the stream ended before its last event'), { code: 'ECONNRESET' });
  return { payload: Buffer.concat(pieces), ...end };
}
