/** Requests to function URLs: over TCP to the region, whatever `*.localhost` is on this machine. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** Rejects when the answer breaks off. `host`: name and port of the URL. */
export function callUrl(
  port: number,
  host: string,
  { method = 'GET', path = '/', headers = {}, body }: Sent = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { port, method, path, headers: { host, ...headers }, agent: false };
    const outgoing = request(options, (incoming) => {
      buffer(incoming).then(
        (all) => resolve({ status: incoming.statusCode, headers: incoming.headers, body: all }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
