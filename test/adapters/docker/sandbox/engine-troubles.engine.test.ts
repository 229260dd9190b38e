import { execFileSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { candidateEndpoints } from '../../../../src/adapters/docker/candidate-endpoints.js';
import { createEngineClient } from '../../../../src/adapters/docker/engine-client.js';
import { followStatistics } from '../../../../src/adapters/docker/sandbox/memory-of-statistics.js';
import { requireOwnAddress } from '../../../../src/adapters/docker/sandbox/require-own-address.js';
import { makeNetwork, removeNetwork } from '../../../../src/adapters/docker/sandbox/sandbox-networks.js';
import { renderOwner, thisOwner } from '../../../../src/adapters/docker/sandbox/sandbox-owner.js';
import type { SandboxEngine, SandboxSpec } from '../../../../src/ports/sandbox-engine.js';
import { describeEngine } from '../../../servers/engine.js';
import { type EngineRelay, startEngineRelay } from './engine-relay.js';
import { realSandboxes, sandboxesAt, shellImage, specOf, started } from './real-sandboxes.js';

const outside = Object.values(networkInterfaces())
  .flat()
  .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;

describeEngine('an engine that', () => {
  let image: SandboxSpec['imageId'];
  let direct: SandboxEngine;
  const relays: EngineRelay[] = [];

  const relayed = async (address?: string): Promise<{ relay: EngineRelay; engine: SandboxEngine }> => {
    const relay = await startEngineRelay(address);
    relays.push(relay);
    return { relay, engine: await sandboxesAt({ DOCKER_HOST: relay.host }) };
  };

  beforeAll(async () => {
    [image, direct] = await Promise.all([shellImage(), realSandboxes()]);
  });

  afterAll(async () => {
    await Promise.all(relays.map((relay) => relay.close()));
  });

  test('loses its connections still tells the end of a sandbox', async () => {
    const { relay, engine } = await relayed();
    const command = ['echo ready; while [ ! -e /tmp/end ]; do sleep 0.05; done; exit 9'];
    const sandbox = await engine.create(specOf(image, await engine.network('none'), { command }));
    const { text } = await started(sandbox);
    await vi.waitFor(() => expect(text('stdout')).toBe('ready\n'));
    let over = false;
    sandbox.ended.then(() => {
      over = true;
    });
    relay.cut();
    await delay(500);
    expect(over).toBe(false);
    execFileSync('docker', ['exec', sandbox.id, '/bin/touch', '/tmp/end']);
    expect(await sandbox.ended).toEqual({ exitCode: 9, outOfMemory: false });
    await engine.close();
  });

  test('lost a container says so', async () => {
    const [before, during] = await Promise.all(
      [1, 2].map(async () =>
        direct.create(specOf(image, await direct.network('none'), { command: ['sleep 60'] })),
      ),
    );
    if (!before || !during) throw new Error('two were asked for');
    execFileSync('docker', ['rm', '-fv', before.id]);
    await expect(started(before)).rejects.toMatchObject({
      code: 'SANDBOX_FAILED',
      message: expect.stringContaining('No such container'),
      details: { reason: 'other' },
    });
    await started(during);
    execFileSync('docker', ['rm', '-fv', during.id]);
    expect((await during.ended).exitCode).toBe(137);
    await Promise.all([during.freeze(), during.thaw(), during.limitProcessors()]);
    await Promise.all([before.remove(), during.remove()]);
  });

  test('loses its connections at the start fails it, once', async () => {
    const { relay, engine } = await relayed();
    const sandbox = await engine.create(
      specOf(image, await engine.network('none'), { command: ['sleep 60'] }),
    );
    const starting = started(sandbox);
    setTimeout(() => relay.cut(), 30);
    await expect(starting).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
    await engine.close();
    expect((await sandbox.ended).exitCode).not.toBe(0);
  });

  test('is gone is named by everything that is asked of it', async () => {
    const { relay, engine } = await relayed();
    const network = await engine.network('none');
    const fresh = await engine.create(specOf(image, network));
    const running = await engine.create(specOf(image, network, { command: ['sleep 60'] }));
    await started(running);
    await relay.close();
    const unreachable = { code: 'ENGINE_UNREACHABLE', message: expect.stringContaining(relay.host) };
    for (const asked of [
      () => started(fresh),
      () => running.freeze(),
      () => running.limitProcessors(),
      () => running.launch('/bin/true', () => undefined),
      () => fresh.extensions(),
      () => running.remove(),
      () => engine.create(specOf(image, network)),
      () => engine.network('bridge'),
      () => engine.reap(),
      () => engine.close(),
    ]) {
      await expect(asked()).rejects.toMatchObject(unreachable);
    }
    // What this process made is still there, and known by its label.
    for (const { id } of [fresh, running]) execFileSync('docker', ['rm', '-fv', id]);
    execFileSync('docker', ['network', 'rm', network.id]);
  });

  test.runIf(outside)(
    'is on another machine is refused, since nothing in it would reach this one',
    async () => {
      const { relay, engine } = await relayed(outside);
      await expect(engine.network('none')).rejects.toMatchObject({
        code: 'SANDBOX_FAILED',
        message: expect.stringContaining(`${relay.host} (DOCKER_HOST): it is on another machine`),
      });
    },
  );

  test('is in a virtual machine is reached by the name that such engines have', async () => {
    const [endpoint] = await candidateEndpoints({ env: process.env, homeFolder: '/nonexistent' });
    if (!endpoint) throw new Error('no endpoint');
    const client = createEngineClient(endpoint);
    const network = await makeNetwork(client, {
      loopback: 'its own',
      kind: 'none',
      owner: renderOwner(thisOwner()),
      requireReach: requireOwnAddress,
    });
    try {
      expect(network).toMatchObject({
        listenAddress: '127.0.0.1',
        hostName: 'host.docker.internal',
        addressesAreTheirs: false,
      });
      const inspect = ['network', 'inspect', '-f', '{{.Internal}}', network.id];
      expect(execFileSync('docker', inspect, { encoding: 'utf8' })).toBe('false\n');
    } finally {
      await removeNetwork(client, network.id);
    }
  });

  test('cannot be asked for its kernel has statistics that are at hand', async () => {
    const command = ['dd if=/dev/zero of=/dev/null bs=60M count=1; sleep 30'];
    const sandbox = await direct.create(specOf(image, await direct.network('none'), { command }));
    await started(sandbox);
    const [endpoint] = await candidateEndpoints({ env: process.env, homeFolder: '/nonexistent' });
    if (!endpoint) throw new Error('no endpoint');
    const memory = followStatistics(createEngineClient(endpoint), sandbox.id);
    try {
      // Version 1 of control groups keeps the most; in version 2 it is over when it is looked at.
      await vi.waitFor(() => expect(memory.used() ?? 0).toBeGreaterThan(100_000), 10_000);
      await sandbox.freeze();
      expect(memory.used()).toBeGreaterThan(100_000);
    } finally {
      memory.close();
      await sandbox.remove();
    }
  });
});
