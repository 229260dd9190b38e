/** Finds the container engine that answers and hands it out behind the port. */
import { access } from 'node:fs/promises';
import { once } from '../../domain/once.js';
import { AppError } from '../../errors/app-error.js';
import type { ContainerEngine } from '../../ports/container-engine.js';
import type { ImagePuller } from '../../ports/image-puller.js';
import type { KeptImages } from '../../ports/kept-images.js';
import type { SandboxEngine } from '../../ports/sandbox-engine.js';
import { candidateEndpoints } from './candidate-endpoints.js';
import type { EngineSurroundings } from './docker-config.js';
import { DockerEngine } from './docker-engine.js';
import { createEngineClient, type EngineClient } from './engine-client.js';
import type { EngineEndpoint } from './engine-endpoint.js';
import { readEngineFailure } from './engine-failure.js';
import { createKeptImages } from './kept-images.js';

export interface ConnectOptions extends EngineSurroundings {
  /** Milliseconds that an endpoint has to answer its ping; 5,000 unless told, and 35,000 over ssh. */
  readonly probeTimeout?: number;
}

interface Attempt {
  readonly endpoint: EngineEndpoint;
  /** Undefined when it answered. */
  readonly problem: string | undefined;
}

/** What one engine is to us, over one client. */
export interface ConnectedEngine {
  /** Images: built, looked at, pushed, pulled. */
  readonly engine: ContainerEngine & ImagePuller;
  readonly keptImages: KeptImages;
  /** Containers under Lambda's restrictions. The same one at every call; close it before the process ends. */
  sandboxes(): Promise<SandboxEngine>;
}

/**
 * The engine at `DOCKER_HOST`, else of the current docker context, else the first known socket that answers a ping; a socket
 * file that nobody listens at is passed over. Costs one `GET /_ping` an endpoint.
 * https://docs.docker.com/reference/api/engine/
 * @throws ENGINE_UNREACHABLE with every endpoint that was tried and what came back.
 */
export async function connectEngine(options: ConnectOptions): Promise<ContainerEngine> {
  return connectToFirst(await candidateEndpoints(options), options);
}

/** The same engine for images and for sandboxes. Costs what `connectEngine` costs. @throws ENGINE_UNREACHABLE */
export async function connectContainers(options: ConnectOptions): Promise<ConnectedEngine> {
  const client = await clientOfFirst(await candidateEndpoints(options), options);
  return {
    engine: new DockerEngine(client, options),
    keptImages: createKeptImages(client),
    // Loaded here: most commands start no container.
    sandboxes: once(async () => {
      const { createSandboxEngine } = await import('./sandbox/sandbox-engine.js');
      return createSandboxEngine(client);
    }),
  };
}

/** The first of these that answers, in their order. @throws ENGINE_UNREACHABLE */
export async function connectToFirst(
  endpoints: readonly EngineEndpoint[],
  options: ConnectOptions,
): Promise<ContainerEngine> {
  return new DockerEngine(await clientOfFirst(endpoints, options), options);
}

async function clientOfFirst(
  endpoints: readonly EngineEndpoint[],
  options: ConnectOptions,
): Promise<EngineClient> {
  const attempts: Attempt[] = [];
  for (const endpoint of endpoints) {
    const client = createEngineClient(endpoint);
    const problem = await probe(
      client,
      options.probeTimeout ?? (endpoint.url.startsWith('ssh:') ? 35_000 : 5_000),
    );
    if (problem === undefined) return client;
    attempts.push({ endpoint, problem });
  }
  throw unreachable(attempts);
}

async function probe({ stream, endpoint }: EngineClient, timeout: number): Promise<string | undefined> {
  const { socketPath } = endpoint.dial;
  if (socketPath !== undefined && !socketPath.startsWith('//./pipe/') && !(await exists(socketPath)))
    return 'no such socket';
  const signal = AbortSignal.timeout(timeout);
  try {
    const answer = await stream({ method: 'GET', path: '/_ping', signal });
    answer.resume();
    return undefined;
  } catch (error) {
    if (signal.aborted) return `no answer within ${timeout / 1000} s`;
    return explain(readEngineFailure(error));
  }
}

function explain({ text, errno, status }: ReturnType<typeof readEngineFailure>): string {
  if (errno === 'EACCES' || errno === 'EPERM') return 'permission denied';
  if (errno === 'ECONNREFUSED') return 'connection refused: nothing listens there';
  return status === undefined ? text || (errno ?? 'unknown error') : `HTTP ${status}: ${text}`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
}

function unreachable(attempts: readonly Attempt[]): AppError {
  // Absent sockets say nothing when another one is there but refuses.
  const telling = attempts.filter(({ problem }) => problem !== 'no such socket');
  const shown = (telling.length > 0 ? telling : attempts).map(
    ({ endpoint, problem }) => `${endpoint.url} (${endpoint.source}): ${problem}`,
  );
  return new AppError({
    code: 'ENGINE_UNREACHABLE',
    message: `No container engine answers. Tried:\n  ${shown.join('\n  ')}`,
    suggestions: remedies(attempts),
    details: {
      tried: attempts.map(({ endpoint, problem }) => ({
        endpoint: endpoint.url,
        source: endpoint.source,
        problem: problem ?? '',
      })),
    },
  });
}

function remedies(attempts: readonly Attempt[]): string[] {
  const first = attempts[0]?.endpoint;
  if (attempts.some(({ problem }) => problem === 'permission denied')) {
    return [
      'Add your user to the docker group, then log in again: sudo usermod -aG docker "$USER"',
      'Or run an engine of your own: https://docs.docker.com/engine/security/rootless/',
    ];
  }
  if (first?.source === 'DOCKER_HOST')
    return ['Start that engine, or correct DOCKER_HOST, or look for a local one: unset DOCKER_HOST'];
  if (first?.source.startsWith('docker context'))
    return ['Start that engine, or select another context: docker context ls && docker context use default'];
  const start =
    process.platform === 'linux'
      ? 'Start it: sudo systemctl start docker'
      : 'Start Docker Desktop, colima, OrbStack, Rancher Desktop or Finch.';
  return [
    start,
    'If it listens elsewhere: export DOCKER_HOST=unix:///path/to/docker.sock',
    'If there is none: https://docs.docker.com/engine/install/',
  ];
}
