/** A server that takes every request and never answers: a network that swallows packets. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SilentServer extends AsyncDisposable {
  readonly url: string;
  /** Resolves with the first request. */
  readonly asked: Promise<void>;
}

export async function startSilentServer(): Promise<SilentServer> {
  let note: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    note = resolve;
  });
  const server = createServer(() => note());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
