/** What a build session answers to, as gRPC names it. */
export const credentialsMethod = '/moby.filesync.v1.Auth/Credentials';
export const healthMethod = '/grpc.health.v1.Health/Check';
