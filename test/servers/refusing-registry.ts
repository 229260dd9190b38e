/** A registry on loopback that takes no image: it refuses at a chosen point, in the words that it is told. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `upload`: opening an upload. `blob`: sending a layer. `manifest`: the last request of a push. */
export type RefusalPoint = 'upload' | 'blob' | 'manifest';

export type Refusal = { readonly status: number; readonly body?: string } | 'hang up' | 'never answer';

export interface RefusingRegistry {
  readonly host: string;
  /** From now on, instead of what was told before. */
  refuse(point: RefusalPoint, refusal: Refusal): void;
  /** Resolves when a request has come to a point that never answers. */
  reached(point: RefusalPoint): Promise<void>;
  /** Resolves when the client has closed such a request. */
  abandoned(point: RefusalPoint): Promise<void>;
  close(): Promise<void>;
}

export async function startRefusingRegistry(): Promise<RefusingRegistry> {
  const state = new RefusalState();
  const server = createServer((request, response) => state.answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    refuse: (point, refusal) => state.set(point, refusal),
    reached: () => state.reached,
    abandoned: () => state.abandoned,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

class RefusalState {
  #point: RefusalPoint = 'upload';
  #refusal: Refusal = { status: 500 };
  reached: Promise<void> = Promise.resolve();
  abandoned: Promise<void> = Promise.resolve();
  readonly #taken = new Map<string, number>();
  #onReached: () => void = () => undefined;
  #onAbandoned: () => void = () => undefined;

  set(point: RefusalPoint, refusal: Refusal): void {
    this.#point = point;
    this.#taken.clear();
    this.#refusal = refusal;
    this.reached = new Promise((resolve) => {
      this.#onReached = resolve;
    });
    this.abandoned = new Promise((resolve) => {
      this.#onAbandoned = resolve;
    });
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    if (pointOf(request) === this.#point) this.#refuse(request, response);
    // An engine that hangs up in the middle of a blob wants no answer.
    else accept(request, response, this.#taken).catch(() => response.destroy());
  }

  #refuse(request: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#refusal;
    if (refusal === 'hang up') {
      request.socket.destroy();
    } else if (refusal === 'never answer') {
      request.resume();
      request.socket.on('close', this.#onAbandoned);
      this.#onReached();
    } else {
      request.resume();
      response.writeHead(refusal.status, { 'content-type': 'application/json' }).end(refusal.body);
    }
  }
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints */
function pointOf({ method, url = '' }: IncomingMessage): RefusalPoint | undefined {
  if (method === 'POST' && url.includes('/blobs/uploads/')) return 'upload';
  if (method === 'PATCH' || (method === 'PUT' && url.includes('/blobs/uploads/'))) return 'blob';
  if (method === 'PUT' && url.includes('/manifests/')) return 'manifest';
  return undefined;
}

const noManifest = JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'not here' }] });

/** Takes every blob and remembers its digest and size, and the size of what was sent to each upload. */
async function accept(
  request: IncomingMessage,
  response: ServerResponse,
  taken: Map<string, number>,
): Promise<void> {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const digest = searchParams.get('digest') ?? '';
  const known = taken.get(pathname.replace(/.*\//, ''));
  switch (request.method) {
    case 'HEAD':
      response.writeHead(known === undefined ? 404 : 200, { 'content-length': known ?? 0 }).end();
      break;
    case 'POST':
      response.writeHead(202, { location: `${pathname}${randomUUID()}`, range: '0-0' }).end();
      break;
    case 'PATCH':
      taken.set(pathname, bytes);
      response.writeHead(202, { location: pathname, range: `0-${Math.max(0, bytes - 1)}` }).end();
      break;
    case 'PUT':
      taken.set(digest, (taken.get(pathname) ?? 0) + bytes);
      response.writeHead(201, { location: pathname, 'docker-content-digest': digest }).end();
      break;
    case 'GET':
      if (pathname.includes('/manifests/')) response.writeHead(404).end(noManifest);
      else response.writeHead(200, { 'docker-distribution-api-version': 'registry/2.0' }).end('{}');
      break;
    default:
      response.writeHead(200, { 'docker-distribution-api-version': 'registry/2.0' }).end('{}');
  }
}
