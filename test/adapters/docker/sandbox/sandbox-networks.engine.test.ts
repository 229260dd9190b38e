import { connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SandboxEngine, SandboxNetwork, SandboxSpec } from '../../../../src/ports/sandbox-engine.js';
import { describeEngine } from '../../../servers/engine.js';
import { realSandboxes, runToEnd, shellImage, specOf, started } from './real-sandboxes.js';

interface Listener {
  readonly port: number;
  /** Addresses that connections came from. */
  readonly callers: string[];
  close(): void;
}

async function listen(address: string): Promise<Listener> {
  const callers: string[] = [];
  const server: Server = createServer((socket) => {
    callers.push(socket.remoteAddress ?? '');
    socket.end('hello\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const place = server.address();
  return { port: typeof place === 'object' && place ? place.port : 0, callers, close: () => server.close() };
}

describeEngine('the networks of sandboxes', () => {
  let engine: SandboxEngine;
  let image: SandboxSpec['imageId'];
  let none: SandboxNetwork;
  let bridge: SandboxNetwork;
  const listeners: Listener[] = [];

  const listener = async (address: string): Promise<Listener> => {
    const made = await listen(address);
    listeners.push(made);
    return made;
  };
  /** What a sandbox on that network reads from there. */
  const read = async (network: SandboxNetwork, host: string, port: number): Promise<string> => {
    const command = [`nc -w 1 ${host} ${port} < /dev/null`];
    const { stdout } = await runToEnd(engine, specOf(image, network, { command }));
    return stdout;
  };

  beforeAll(async () => {
    [engine, image] = await Promise.all([
      realSandboxes(),
      shellImage(
        'RUN printf "#!/bin/sh\\nnc -w 1 127.0.0.1 8080 < /dev/null\\n" > /ask && /bin/chmod 755 /ask',
      ),
    ]);
    [none, bridge] = await Promise.all([engine.network('none'), engine.network('bridge')]);
  });

  afterAll(() => {
    for (const { close } of listeners) close();
  });

  test('know the name that extensions listen on', async () => {
    const command = ['grep sandbox.localdomain /etc/hosts'];
    for (const network of [none, bridge]) {
      const { stdout } = await runToEnd(engine, specOf(image, network, { command }));
      expect(stdout).toMatch(/^127\.0\.0\.1\s+sandbox\.localdomain\n$/);
    }
  });

  test('are made once, asked at once or again', async () => {
    const fresh = await realSandboxes();
    const [first, second] = await Promise.all([fresh.network('none'), fresh.network('none')]);
    expect(second).toBe(first);
    expect((await fresh.network('none')).id).toBe(first.id);
    expect(first.id).not.toBe(none.id);
    await fresh.close();
    await expect(fresh.network('none')).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  test.each([['none'], ['bridge']] as const)('%s reaches a listener at its gateway', async (kind) => {
    const network = kind === 'none' ? none : bridge;
    expect(network).toMatchObject({ hostName: network.listenAddress, addressesAreTheirs: true });
    const here = await listener(network.listenAddress);
    const sandbox = await engine.create(
      specOf(image, network, { command: [`nc -w 1 ${network.hostName} ${here.port} < /dev/null; sleep 30`] }),
    );
    try {
      const { address, text } = await started(sandbox);
      await vi.waitFor(() => expect(text('stdout')).toBe('hello\n'), 5_000);
      expect(here.callers).toEqual([address]);
    } finally {
      await sandbox.remove();
    }
  });

  test('none reaches no other network', async () => {
    const there = await listener(bridge.listenAddress);
    expect(await read(bridge, bridge.listenAddress, there.port)).toBe('hello\n');
    const container = await engine.create(specOf(image, bridge, { command: ['nc -l -p 8080 < /dev/null'] }));
    try {
      const { address } = await started(container);
      expect(await read(none, address, 8080)).toBe('');
    } finally {
      await container.remove();
    }
  });

  test('one sandbox does not reach another', async () => {
    const serving = 'while true; do echo hello | nc -l -p 8080 -w 5; done';
    for (const network of [none, bridge]) {
      const other = await engine.create(specOf(image, network, { command: [serving] }));
      const answers: string[] = [];
      try {
        const { address } = await started(other);
        expect(address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
        // It does answer: at its own loopback.
        await vi.waitFor(async () => {
          const asking = await other.launch('/ask', ({ bytes }) =>
            answers.push(Buffer.from(bytes).toString()),
          );
          await asking.ended;
          expect(answers).toContain('hello\n');
        }, 5_000);
        expect(await read(network, address, 8080)).toBe('');
      } finally {
        await other.remove();
      }
    }
  });

  test('a debug port is published on the loopback of this machine alone', async () => {
    const free = await listen('127.0.0.1');
    free.close();
    const command = [`while true; do echo debugger | nc -l -p ${free.port}; done`];
    const sandbox = await engine.create(specOf(image, bridge, { command, debugPort: free.port }));
    try {
      await started(sandbox);
      await vi.waitFor(async () => {
        const text = await fetchText('127.0.0.1', free.port);
        expect(text).toBe('debugger\n');
      }, 5_000);
      const outside = Object.values(networkInterfaces())
        .flat()
        .find(
          (entry) => entry?.family === 'IPv4' && !entry.internal && entry.address !== bridge.listenAddress,
        );
      if (outside) await expect(fetchText(outside.address, free.port)).rejects.toThrow();
    } finally {
      await sandbox.remove();
    }
  });
});

async function fetchText(host: string, port: number): Promise<string> {
  const socket = connect(port, host);
  socket.setTimeout(2_000, () => socket.destroy(new Error('no answer')));
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    socket.end();
  }
  return text;
}
