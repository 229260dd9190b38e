/** Listens for one sandbox: connections from anywhere else are cut before a byte of theirs is read. */
import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { AppError } from '../../../errors/app-error.js';

export interface GuardedListener {
  readonly port: number;
  /** Whether anyone who may connect has done so. */
  readonly reached: boolean;
  /** Cuts all connections. Repeatable. */
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly address: string;
  /** Who may connect; anyone when absent. Connections wait until it is known. */
  readonly allowed: Promise<string> | undefined;
  /** For messages. */
  readonly functionName: string;
}

/**
 * Listens on any free port and hands connections to the HTTP server, which itself does not listen.
 * @throws SANDBOX_FAILED when the address cannot be listened on
 */
export async function listenGuarded(http: HttpServer, options: ListenerOptions): Promise<GuardedListener> {
  const sockets = new Set<Socket>();
  let reached = false;
  // Without a sandbox nobody may connect; why there is none is told to whoever wanted one.
  const allowed = options.allowed?.catch(() => undefined);
  const admit = (socket: Socket): void => {
    reached = true;
    http.emit('connection', socket);
    socket.resume();
  };
  const decide = async (socket: Socket): Promise<void> => {
    const address = await allowed;
    if (socket.destroyed) return;
    if (address !== undefined && plain(socket.remoteAddress ?? '') === plain(address)) admit(socket);
    else socket.destroy();
  };
  // A client that ends its side in the middle of a body still gets to know what was wrong with it: hence half-open.
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (allowed) void decide(socket);
    else admit(socket);
  });
  await bind(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    get reached() {
      return reached;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** An IPv4 address also where it is written as an IPv6 one. */
function plain(address: string): string {
  return address.replace(/^::ffff:/, '');
}

function bind(server: Server, { address, functionName }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', (error) => {
      reject(
        new AppError({
          code: 'SANDBOX_FAILED',
          message: `The Runtime API for ${functionName} cannot listen on ${address}: ${error.message}`,
          suggestions: ['See whether the network of the sandboxes is still there: docker network ls'],
          details: { function: functionName, address },
          cause: error,
        }),
      );
    });
    server.listen(0, address, () => resolve());
  });
}
