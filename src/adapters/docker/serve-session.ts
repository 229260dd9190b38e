/** Serves gRPC on the connection of a build session: registry credentials, and the question whether somebody is still there. */
import type { Duplex } from 'node:stream';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import type { CredentialsLookup } from './build-session.js';
import { decodeCredentialsHost, encodeCredentials, encodeServing } from './buildkit-messages.js';
import { credentialsMethod, healthMethod } from './session-methods.js';

/** Answers until what it returns is called, which ends at once what is still being asked. */
export function serveSession(connection: Duplex, lookup: CredentialsLookup): () => void {
  const server = createServer(lookup);
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(connection);
  return () => server.forceShutdown();
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
