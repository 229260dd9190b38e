/** Keeps a BuildKit session open beside a build: the engine asks it for registry credentials. */
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { RegistryCredentials } from '../../ports/container-engine.js';
import type { EngineClient } from './engine-client.js';
import { credentialsMethod, healthMethod } from './session-methods.js';

export interface BuildSession {
  /** Goes into the build request as `session`. */
  readonly id: string;
  close(): void;
}

/** Undefined: pull without credentials. Must not throw. */
export type CredentialsLookup = (host: string) => Promise<RegistryCredentials | undefined>;

/**
 * Opens `POST /session`, and serves gRPC on the upgraded connection from the moment that gRPC is loaded: the build can begin
 * meanwhile. dockerode's own session is not used: it answers no health checks, so the engine drops it after 1 to 10 seconds
 * (apocas/dockerode#845), and it hands one set of credentials to every host that asks.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Session
 */
export async function openBuildSession(
  client: EngineClient,
  lookup: CredentialsLookup,
): Promise<BuildSession> {
  const id = randomUUID();
  const connection = await client.upgrade('/session', {
    'X-Docker-Expose-Session-Uuid': id,
    'X-Docker-Expose-Session-Name': 'lading',
    'X-Docker-Expose-Session-Grpc-Method': [credentialsMethod, healthMethod],
  });
  // Once the build is over the engine may cut the line at any moment; the build's own stream tells what happened.
  connection.on('error', () => connection.destroy());
  const serving = serve(connection, lookup);
  return {
    id,
    close: () => {
      connection.destroy();
      void serving.then((end) => end());
    },
  };
}

/** Never rejects: when nobody answers the engine ends the build, and says why on the build's own stream. */
async function serve(connection: Duplex, lookup: CredentialsLookup): Promise<() => void> {
  try {
    const { serveSession } = await import('./serve-session.js');
    if (!connection.destroyed) return serveSession(connection, lookup);
  } catch (error) {
    connection.destroy(error as Error);
  }
  return () => undefined;
}
