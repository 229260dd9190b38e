/** Removes a container, whatever state it is in, and the volumes that were made for it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineClient } from '../engine-client.js';
import { readEngineFailure } from '../engine-failure.js';
import { isAbsent, sandboxFailure } from './sandbox-failure.js';

/** Times 100 ms. */
const mostTries = 100;

/**
 * Kills what runs in it, frozen or not. Repeatable, also while another process removes it.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerDelete
 * @throws SANDBOX_FAILED when the engine cannot remove it within 10 s, ENGINE_UNREACHABLE
 */
export async function removeContainer(
  client: EngineClient,
  idOrName: string,
  volumes: readonly string[],
): Promise<void> {
  const container = client.docker.getContainer(idOrName);
  await untilAbsent(client, `removing the sandbox ${idOrName}`, () =>
    container.remove({ force: true, v: true }),
  );
  await Promise.all(volumes.map((name) => removeVolume(client, name)));
}

/** Repeatable. @throws as above */
export async function removeVolume(client: EngineClient, name: string): Promise<void> {
  await untilAbsent(client, `removing the volume ${name}`, () => client.docker.getVolume(name).remove());
}

/** A conflict is somebody else's removal that has not ended; a server error is often a mount that is still busy. */
async function untilAbsent(
  client: EngineClient,
  doing: string,
  remove: () => Promise<unknown>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await remove();
      return;
    } catch (error) {
      if (isAbsent(error)) return;
      const { status } = readEngineFailure(error);
      const passing = status === 409 || status === 500;
      if (!passing || tries === mostTries) throw sandboxFailure(error, doing, client.endpoint);
      await delay(100);
    }
  }
}
