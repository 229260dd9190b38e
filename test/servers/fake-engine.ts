/** An engine on a unix socket that answers as it is told: for what a real one does too seldom to be waited for. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '../../src/adapters/docker/connect-engine.js';
import type { ContainerEngine } from '../../src/ports/container-engine.js';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface FakeEngine {
  readonly engine: ContainerEngine;
  /** For `DOCKER_HOST`. */
  readonly host: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Answers one path; the request's body has been read when it is called. */
export type FakeAnswer = (response: ServerResponse, request: SeenRequest) => void;

/** By `METHOD /path`; ping, version and info have usual answers, everything else is 404. */
export async function startFakeEngine(answers: Readonly<Record<string, FakeAnswer>>): Promise<FakeEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-engine-'));
  const seen: SeenRequest[] = [];
  const all: Record<string, FakeAnswer> = { ...usual, ...answers };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://engine');
    const entry = {
      method: request.method ?? '',
      path: pathname,
      query: searchParams,
      headers: request.headers,
    };
    seen.push(entry);
    request.resume().on('end', () => {
      const answer = all[`${entry.method} ${pathname}`];
      if (answer) answer(response, entry);
      else response.writeHead(404, json).end('{"message":"page not found"}');
    });
  });
  const path = join(folder, 'engine.sock');
  server.listen(path);
  await once(server, 'listening');
  return {
    engine: await connectEngine({ env: { DOCKER_HOST: `unix://${path}` }, homeFolder: folder }),
    host: `unix://${path}`,
    seen,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Answers with this value. */
export const answering =
  (value: unknown, status = 200): FakeAnswer =>
  (response) => {
    response.writeHead(status, json).end(JSON.stringify(value));
  };

/** Answers with these pieces of a stream, then ends it or breaks the connection. */
export const streaming =
  (pieces: readonly string[], end: 'end' | 'break' = 'end'): FakeAnswer =>
  (response) => {
    response.writeHead(200, json);
    for (const piece of pieces) response.write(piece);
    if (end === 'end') response.end();
    else response.write('', () => response.destroy());
  };

const json = { 'content-type': 'application/json' };

const usual: Readonly<Record<string, FakeAnswer>> = {
  'GET /_ping': answering('OK'),
  'GET /version': answering({ Version: '20.10.24', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64' }),
  'GET /info': answering({ DriverStatus: [['Backing Filesystem', 'extfs']] }),
};
