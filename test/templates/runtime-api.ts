/** The Runtime API as a function's runtime sees it: hands out events, then lets the runtime wait, and keeps what it answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Posted {
  /** `/invocation/r1/response`. */
  readonly path: string;
  readonly body: unknown;
}

export interface RuntimeApi {
  /** Value of AWS_LAMBDA_RUNTIME_API. */
  readonly host: string;
  /** Resolves with the answers once there are so many. */
  posted(count: number): Promise<readonly Posted[]>;
  close(): Promise<void>;
}

const prefix = '/2018-06-01/runtime';

/** Events get the request ids r1, r2, … Loopback, any port. */
export async function startRuntimeApi(events: readonly unknown[]): Promise<RuntimeApi> {
  const left = events.map((event, index) => ({ id: `r${index + 1}`, event }));
  const answers: Posted[] = [];
  let waiting: () => void = () => undefined;
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.replace(prefix, '') ?? '';
    if (path === '/invocation/next') return next(response, left.shift());
    const body: unknown = JSON.parse(Buffer.concat(await request.toArray()).toString());
    answers.push({ path, body });
    response.writeHead(202).end();
    waiting();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async posted(count) {
      while (answers.length < count) {
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      }
      return answers;
    },
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** As Lambda does, an idle runtime is left without an answer. */
function next(response: ServerResponse, item: { id: string; event: unknown } | undefined): void {
  if (!item) return;
  response.setHeader('Lambda-Runtime-Aws-Request-Id', item.id);
  response.setHeader('Lambda-Runtime-Deadline-Ms', '1700000000000');
  response.setHeader(
    'Lambda-Runtime-Invoked-Function-Arn',
    'arn:aws:lambda:us-east-1:000000000000:function:x',
  );
  // The native part of aws-lambda-ric ends without a word when they are missing.
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Lambda-Runtime-Trace-Id', 'Root=1-00000000-000000000000000000000000;Sampled=0');
  response.end(JSON.stringify(item.event));
}
