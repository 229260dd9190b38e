/** Keeps a BuildKit session open beside a build: the engine asks it for registry credentials. */
import { randomUUID } from 'node:crypto';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import type { RegistryCredentials } from '../../ports/container-engine.js';
import { decodeCredentialsHost, encodeCredentials, encodeServing } from './buildkit-messages.js';
import type { EngineClient } from './engine-client.js';

export interface BuildSession {
  /** Goes into the build request as `session`. */
  readonly id: string;
  close(): void;
}

/** Undefined: pull without credentials. Must not throw. */
export type CredentialsLookup = (host: string) => Promise<RegistryCredentials | undefined>;

const credentialsMethod = '/moby.filesync.v1.Auth/Credentials';
const healthMethod = '/grpc.health.v1.Health/Check';

/**
 * Opens `POST /session` and serves gRPC on the upgraded connection. dockerode's own session is not used: it answers no
 * health checks, so the engine drops it after 1 to 10 seconds (apocas/dockerode#845), and it hands one set of credentials to
 * every host that asks.
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
  const server = createServer(lookup);
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(connection);
  return {
    id,
    close: () => {
      server.forceShutdown();
      connection.destroy();
    },
  };
}

function createServer(lookup: CredentialsLookup): Server {
  const server = new Server();
  const raw = (bytes: Buffer): Buffer => bytes;
  const unary = {
    requestStream: false,
    responseStream: false,
    requestSerialize: raw,
    requestDeserialize: raw,
    responseSerialize: raw,
    responseDeserialize: raw,
  };
  server.addService(
    { Credentials: { path: credentialsMethod, ...unary }, Check: { path: healthMethod, ...unary } },
    {
      Credentials: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
        lookup(decodeCredentialsHost(call.request)).then(
          (found) => answer(null, encodeCredentials(found?.username ?? '', found?.password ?? '')),
          (error: unknown) => answer(error as Error),
        );
      },
      Check: (_call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) =>
        answer(null, encodeServing()),
    },
  );
  return server;
}
