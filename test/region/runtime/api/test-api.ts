/** A Runtime API on loopback, with a client that speaks plain HTTP to it as runtimes and extensions do. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { openRuntimeApi } from '../../../../src/region/runtime/api/open-runtime-api.js';
import type {
  RuntimeApi,
  RuntimeApiOptions,
  RuntimeInvocation,
} from '../../../../src/region/runtime/runtime-api.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  readonly document: unknown;
}

export interface CallOptions {
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Uint8Array;
  /** Sent after the last chunk. */
  readonly trailers?: Record<string, string>;
  readonly localAddress?: string;
}

export interface TestApi {
  readonly api: RuntimeApi;
  /** Over connections that are kept, as runtimes do. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** A connection of its own, for what no HTTP client would send. */
  raw(): Socket;
  next(): Promise<Answer>;
  respond(requestId: string, body: string | Uint8Array, options?: CallOptions): Promise<Answer>;
  /** Registers an extension; its identifier. */
  register(name: string, ...events: string[]): Promise<string>;
  extensionNext(identifier: string): Promise<Answer>;
}

export const runtimePath = '/2018-06-01/runtime';
export const extensionPath = '/2020-01-01/extension';

/** Closed when the test ends. */
export async function openTestApi(options: Partial<RuntimeApiOptions> = {}): Promise<TestApi> {
  const api = await openRuntimeApi({
    listenAddress: '127.0.0.1',
    account: '123456789012',
    functionName: 'thumbnails',
    functionVersion: '$LATEST',
    handler: 'app.handler',
    ...options,
  });
  const agent = new Agent({ keepAlive: true });
  const sockets: Socket[] = [];
  onTestFinished(async () => {
    agent.destroy();
    for (const socket of sockets) socket.destroy();
    await api.close();
  });
  const call = (method: string, path: string, sent?: CallOptions): Promise<Answer> =>
    exchange(agent, api.port, method, path, sent);
  return {
    api,
    call,
    raw() {
      const socket = connect(api.port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      sockets.push(socket);
      return socket;
    },
    next: () => call('GET', `${runtimePath}/invocation/next`),
    respond: (requestId, body, sent) =>
      call('POST', `${runtimePath}/invocation/${requestId}/response`, { ...sent, body }),
    async register(name, ...events) {
      const answer = await call('POST', `${extensionPath}/register`, {
        headers: { 'Lambda-Extension-Name': name },
        body: JSON.stringify({ events }),
      });
      return String(answer.headers['lambda-extension-identifier']);
    },
    extensionNext: (identifier) =>
      call('GET', `${extensionPath}/event/next`, { headers: { 'Lambda-Extension-Identifier': identifier } }),
  };
}

/** An event with that id. */
export function invocation(requestId: string, more: Partial<RuntimeInvocation> = {}): RuntimeInvocation {
  return {
    requestId,
    payload: Buffer.from(JSON.stringify({ id: requestId })),
    deadline: 1_900_000_000_000,
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:thumbnails:live',
    traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
    ...more,
  };
}

function exchange(
  agent: Agent,
  port: number,
  method: string,
  path: string,
  { headers, body, trailers, localAddress }: CallOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      agent,
      method,
      path,
      headers,
      ...(localAddress && { localAddress }),
    };
    const call = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          get document() {
            return JSON.parse(text) as unknown;
          },
        });
      });
    });
    call.on('error', reject);
    if (trailers) {
      call.write(body ?? '');
      call.addTrailers(trailers);
      call.end();
    } else call.end(body);
  });
}
