/** Separates the head of a streamed HTTP answer from its body. */

/** What stands before the body: JSON, ended by eight zero bytes. */
export interface StreamPrelude {
  readonly head: unknown;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The content type of streams that begin with such a head. */
export const httpIntegrationType = 'application/vnd.awslambda.http-integration-response';

const delimiter = Buffer.alloc(8);
/** Far more than status and headers need; what is longer is no head. */
const maximumBytes = 1024 * 1024;

/** Text of the head and bytes of the body; undefined where no head has ended yet. JSON never contains a zero byte. */
export function splitPrelude(bytes: Buffer): { readonly head: string; readonly body: Buffer } | undefined {
  const end = bytes.indexOf(delimiter);
  if (end < 0) return undefined;
  return { head: bytes.subarray(0, end).toString('utf8'), body: bytes.subarray(end + delimiter.length) };
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html; the format itself: aws/aws-lambda-nodejs-runtime-interface-client
 * @throws Error when the stream ends, or goes on for long, without a head
 */
export async function readPrelude(stream: AsyncIterable<Uint8Array>): Promise<StreamPrelude> {
  const chunks = stream[Symbol.asyncIterator]();
  let read = Buffer.alloc(0);
  for (;;) {
    const found = splitPrelude(read);
    if (found) return { head: JSON.parse(found.head) as unknown, body: joined(found.body, chunks) };
    const next = await chunks.next();
    if (next.done || read.length > maximumBytes) throw new Error('the stream has no head');
    read = Buffer.concat([read, next.value]);
  }
}

async function* joined(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
