/** Performs calls through the SDK and gives back what went over the wire, in the form in which the recordings keep it. */
import type { LambdaClient } from '@aws-sdk/client-lambda';

/** Any command of the client: its own type is generic over every operation. */
export interface LambdaCommand {
  readonly input: object;
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

interface WireAnswer {
  readonly status: number;
  readonly errorType?: string | undefined;
  readonly body: Record<string, unknown>;
}

/** Errors that the service model does not have: recorded by code and text alone. */
const unmodelled = /^(?:Validation|Serialization|AccessDenied)Exception$/;

/**
 * The answer of a call: body and status, and for a refusal also `Error`. The SDK has to be able to read it too; a refusal
 * has to arrive as an exception of its name.
 */
export async function record(client: LambdaClient, command: LambdaCommand): Promise<Record<string, unknown>> {
  let wire: WireAnswer | undefined;
  command.middlewareStack.add(
    (next: Handler) => async (args: unknown) => {
      const result = await next(args);
      wire = await readAnswer(result.response);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'wire' },
  );
  const thrown = await (client as unknown as Sender).send(command).then(
    () => undefined,
    (error: Error) => error,
  );
  if (!wire) throw thrown ?? new Error('the call never reached the wire');
  const metadata = { ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: wire.status } };
  if (wire.errorType === undefined) {
    if (thrown) throw thrown;
    return { ...wire.body, ...metadata };
  }
  if (thrown?.name !== wire.errorType) throw new Error(`the SDK read ${thrown?.name} for ${wire.errorType}`);
  const Message = wire.body.message ?? wire.body.Message;
  const members = unmodelled.test(wire.errorType) ? {} : wire.body;
  return { Error: { Code: wire.errorType, Message }, ...members, ...metadata };
}

interface Sender {
  send(command: LambdaCommand): Promise<unknown>;
}

type Handler = (args: unknown) => Promise<{ response: RawResponse }>;

interface RawResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

async function readAnswer(response: RawResponse): Promise<WireAnswer> {
  const chunks: Uint8Array[] = [];
  if (response.body instanceof Uint8Array) chunks.push(response.body);
  else for await (const chunk of response.body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  response.body = bytes;
  return {
    status: response.statusCode,
    errorType: response.headers['x-amzn-errortype'],
    body: bytes.length > 0 ? (JSON.parse(bytes.toString('utf8')) as Record<string, unknown>) : {},
  };
}
