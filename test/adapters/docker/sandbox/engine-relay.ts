/** Stands between lading and the engine of this machine, so that a test can pull the cable. */
import { connect, createServer, type Socket } from 'node:net';

export interface EngineRelay {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  /** Cuts all connections; new ones are taken. */
  cut(): void;
  /** Cuts all connections and takes none any more. */
  close(): Promise<void>;
}

/** @param address of this machine to listen on */
export async function startEngineRelay(address = '127.0.0.1'): Promise<EngineRelay> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: '/var/run/docker.sock', allowHalfOpen: true });
    for (const [socket, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const place = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    host: `tcp://${address}:${typeof place === 'object' && place ? place.port : 0}`,
    cut,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
