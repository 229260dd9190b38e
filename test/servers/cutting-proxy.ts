/** A TCP proxy on loopback that cuts connections: the network cable that a test may pull. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  /** `127.0.0.1:41233` */
  readonly host: string;
  /** Cuts all connections each time that many more bytes went up, then lets the next ones through. */
  cutUploadsAfter(...bytes: readonly number[]): void;
  /** The same for bytes that come down. */
  cutDownloadsAfter(...bytes: readonly number[]): void;
  /** Connections cut so far. */
  cuts(): number;
  /** Bytes that went up so far, requests and all. */
  uploaded(): number;
  close(): Promise<void>;
}

class Fuse {
  passed = 0;
  #left: number[] = [];

  arm(bytes: readonly number[]): void {
    this.#left = [...bytes];
  }

  /** How many of these bytes may pass; fewer than all means cut. */
  pass(length: number): number {
    const [next] = this.#left;
    if (next === undefined) return length;
    if (length < next) {
      this.#left[0] = next - length;
      return length;
    }
    this.#left.shift();
    return next;
  }
}

export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const [targetHost = '', targetPort = ''] = target.split(':');
  const up = new Fuse();
  const down = new Fuse();
  const sockets = new Set<Socket>();
  let cuts = 0;

  const forward = (from: Socket, to: Socket, fuse: Fuse) => {
    from.on('data', (chunk: Buffer) => {
      const passing = fuse.pass(chunk.byteLength);
      fuse.passed += passing;
      if (passing < chunk.byteLength) {
        cuts += 1;
        from.pause();
        // `end` first, so that what may pass does arrive before the cable is out.
        to.end(chunk.subarray(0, passing), () => from.destroy());
        return;
      }
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => from.resume());
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  };

  const server = createServer((client) => {
    const remote = connect(Number(targetPort), targetHost);
    for (const socket of [client, remote]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    forward(client, remote, up);
    forward(remote, client, down);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutUploadsAfter: (...bytes) => up.arm(bytes),
    cutDownloadsAfter: (...bytes) => down.arm(bytes),
    cuts: () => cuts,
    uploaded: () => up.passed,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
