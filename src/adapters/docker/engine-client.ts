/** Speaks the Engine API: one request, one stream or one upgraded connection at a time, over docker-modem. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { addAbortSignal, type Duplex, type Readable } from 'node:stream';
import createDebug from 'debug';
import Docker from 'dockerode';
import { AppError } from '../../errors/app-error.js';
import type { EngineEndpoint } from './engine-endpoint.js';
import { readEngineFailure } from './engine-failure.js';

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface StreamRequest {
  readonly method: 'GET' | 'POST';
  /** Without query. */
  readonly path: string;
  readonly query?: Query;
  readonly body?: Readable;
  /** Values of `X-Registry-Auth` or `X-Registry-Config`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface EngineClient {
  readonly endpoint: EngineEndpoint;
  readonly docker: Docker;
  /** Answers as soon as the engine does; the status was 200. Ending the signal closes the connection, which stops the work. */
  stream(request: StreamRequest): Promise<Readable>;
  /** The raw connection after `101 Switching Protocols` to h2c. */
  upgrade(path: string, headers: IncomingHttpHeaders): Promise<Duplex>;
}

/**
 * Opens no connection. No API version is set anywhere, so that any engine since 18.09 is spoken to in its own version.
 * @throws ENGINE_UNREACHABLE when docker-modem cannot read the TLS material that the environment names.
 */
export function createEngineClient(endpoint: EngineEndpoint): EngineClient {
  keepTokensOutOfDebug();
  const docker = openDocker(endpoint);
  return {
    endpoint,
    docker,
    stream: (request) => openStream(docker, request),
    upgrade: (path, headers) => upgradeConnection(docker, path, headers),
  };
}

function openDocker(endpoint: EngineEndpoint): Docker {
  try {
    return new Docker(endpoint.dial as Docker.DockerOptions);
  } catch (error) {
    throw new AppError({
      code: 'ENGINE_UNREACHABLE',
      message: `The container engine at ${endpoint.url} (${endpoint.source}) cannot be addressed: ${readEngineFailure(error).text}`,
      suggestions: [
        'Check DOCKER_HOST and DOCKER_CERT_PATH: ca.pem, cert.pem and key.pem must be in that folder.',
      ],
      details: { endpoint: endpoint.url },
      cause: error,
    });
  }
}

function openStream(
  docker: Docker,
  { method, path, query, body, headers, signal }: StreamRequest,
): Promise<Readable> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        method,
        path: `${path}?`,
        options: { _query: withoutUndefined(query ?? {}), _body: {} },
        ...(headers && { headers: { ...headers } }),
        ...(body && { file: body }),
        isStream: true,
        abortSignal: signal,
        statusCodes: { 200: true },
      },
      (error, response) => {
        if (error) reject(error);
        else resolve(addAbortSignal(signal, response as IncomingMessage));
      },
    );
  });
}

function upgradeConnection(docker: Docker, path: string, headers: IncomingHttpHeaders): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      { method: 'POST', path, headers: { ...headers, Upgrade: 'h2c' }, hijack: true, statusCodes: {} },
      (error, socket) => {
        if (error) reject(error);
        else resolve(socket as Duplex);
      },
    );
  });
}

function withoutUndefined(query: Query): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(query).filter(
      (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
    ),
  );
}

/** JSON as the engine reads it in `X-Registry-…` headers: base64url with its padding, which Go insists on. */
export function registryHeader(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** docker-modem logs whole requests, `X-Registry-Auth` included, under the name "modem" when DEBUG is `*`. */
function keepTokensOutOfDebug(): void {
  if (createDebug.enabled('modem')) createDebug.enable(`${createDebug.disable()},-modem`);
}
