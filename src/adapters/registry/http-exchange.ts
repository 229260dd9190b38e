/** One HTTP request and its answer over kept-alive connections; streams go both ways and nothing is repeated. */
import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream needs a `content-length` header. */
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Must be read or destroyed, else its connection is never free again. */
  readonly body: Readable;
}

export type Exchange = (request: HttpRequest) => Promise<HttpAnswer>;

/** Milliseconds without a byte in either direction, the connecting included. */
const silence = 30_000;

/**
 * Node's own client rather than `fetch`: an answer that comes before the body is sent (a refused upload) is still read, and
 * the length of a streamed body is sent as given. The agents unref idle connections, so they never keep the process alive.
 */
export function createExchange(connections = 16): Exchange {
  const settings = { keepAlive: true, maxSockets: connections, scheduling: 'lifo' } as const;
  const agents = { http: new HttpAgent(settings), https: new HttpsAgent(settings) };
  return ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const options = {
        method,
        headers: { ...headers, ...lengthOf(body) },
        timeout: silence,
        ...(signal && { signal }),
      };
      const outgoing = secure
        ? requestHttps(url, { ...options, agent: agents.https })
        : requestHttp(url, { ...options, agent: agents.http });
      outgoing.on('timeout', () => outgoing.destroy(timedOut(url)));
      // After an answer, a connection that breaks while the rest of the body is being sent changes nothing.
      outgoing.on('error', reject);
      outgoing.on('response', (incoming: IncomingMessage) =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming }),
      );
      if (body === undefined || body instanceof Uint8Array) outgoing.end(body);
      else pump(Readable.from(body, { objectMode: false }), outgoing);
    });
}

/**
 * Not `stream.pipeline`: that would destroy the request, and with it an early answer, when the server stops reading. A refusal
 * that comes before the end stops the sending; the connection is given up once the refusal has been read.
 */
function pump(source: Readable, outgoing: ReturnType<typeof requestHttp>): void {
  source.on('error', (error) => outgoing.destroy(error));
  outgoing.on('close', () => source.destroy());
  outgoing.on('response', (incoming: IncomingMessage) => {
    if ((incoming.statusCode ?? 0) < 300 || outgoing.writableEnded) return;
    source.unpipe(outgoing).destroy();
    incoming.on('end', () => outgoing.destroy());
  });
  source.pipe(outgoing);
}

function lengthOf(body: HttpRequest['body']): Record<string, string> {
  return body instanceof Uint8Array ? { 'content-length': String(body.byteLength) } : {};
}

function timedOut(url: URL): Error {
  return Object.assign(new Error(`no answer from ${url.host} for ${silence / 1000} s`), {
    code: 'ETIMEDOUT',
  });
}
