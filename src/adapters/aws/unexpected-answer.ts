/** Catches answers that no AWS service gives: a proxy's, a portal's or an emulator's page instead of JSON or XML. */
import { Readable } from 'node:stream';

/** Carries what the SDK's retry middleware and our error mapping read. */
export class UnexpectedAnswer extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(status: number, contentType: string, text: string) {
    super(`HTTP ${status} with ${contentType || 'no content type'}: ${excerpt(text)}`);
    this.name = 'UnexpectedAnswer';
    this.$metadata = { httpStatusCode: status };
  }
}

interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string | undefined>;
  body?: unknown;
}

/** The part of a client that middleware is added to; every generated client has it. */
interface MiddlewareHost {
  readonly middlewareStack: {
    add(middleware: never, options: { step: 'deserialize'; priority: 'low'; name: string }): void;
  };
}

const name = 'ladingUnexpectedAnswer';
const mostBytes = 1024 * 1024;
const excerptLength = 200;

/** Adds the check before the answer is parsed: the SDK's own error would be a SyntaxError, or for IAM an empty success. */
export function refuseUnexpectedAnswers<Client extends MiddlewareHost>(client: Client): Client {
  const middleware =
    <Args>(next: (args: Args) => Promise<{ response: unknown }>) =>
    async (args: Args) => {
      const result = await next(args);
      await check(result.response as HttpAnswer);
      return result;
    };
  client.middlewareStack.add(middleware as never, { step: 'deserialize', priority: 'low', name });
  return client;
}

async function check(answer: HttpAnswer): Promise<void> {
  // AWS gives every answer an id. What a function answers may be of any kind, and large.
  if (answer.headers['x-amzn-requestid']) return;
  const contentType = answer.headers['content-type'] ?? '';
  if (!/text\/(?:html|plain)/i.test(contentType) || !(answer.body instanceof Readable)) return;
  const bytes = await collect(answer.body);
  const text = bytes.toString('utf8').trimStart();
  if (!mayBeParsed(text)) throw new UnexpectedAnswer(answer.statusCode, contentType, text);
  answer.body = Readable.from([bytes]);
}

/** Some emulators label good JSON and XML as text/html. */
function mayBeParsed(text: string): boolean {
  return text === '' || /^[{[]/.test(text) || (text.startsWith('<') && !/^<(?:!doctype\s+)?html/i.test(text));
}

async function collect(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(Buffer.from(chunk as Uint8Array));
    length += (chunk as Uint8Array).byteLength;
    if (length > mostBytes) break;
  }
  return Buffer.concat(chunks);
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line;
}
