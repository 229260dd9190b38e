/** A loopback HTTP server that answers what a test tells it, and remembers what it was asked. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** `hang` never answers, `reset` breaks the connection. */
export type Script = (
  request: SeenRequest,
  count: number,
) => ScriptedAnswer | 'hang' | 'reset' | Promise<ScriptedAnswer>;

export interface ScriptedServer {
  readonly url: string;
  /** `127.0.0.1:41233` */
  readonly host: string;
  readonly requests: SeenRequest[];
  close(): Promise<void>;
}

export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // Whoever hangs up in the middle of a request wants no answer.
      return;
    }
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, body: Buffer.concat(chunks) };
    requests.push(seen);
    const next = await script(seen, requests.length);
    if (next === 'hang') return;
    if (next === 'reset') {
      request.socket.destroy();
      return;
    }
    response.writeHead(next.status, next.headers);
    response.end(next.body);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error as Lambda's REST protocol sends it. */
export function restError(status: number, name: string, message: string): ScriptedAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': name,
      'x-amzn-requestid': 'request-1',
    },
    body: JSON.stringify({ Type: 'User', Message: message }),
  };
}

/** An answer of a JSON service. */
export function jsonAnswer(value: unknown, status = 200): ScriptedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
