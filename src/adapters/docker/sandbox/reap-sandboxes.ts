/** Removes the sandboxes of processes that are gone. */
import type { EngineClient } from '../engine-client.js';
import { removeContainer, removeVolume } from './remove-container.js';
import { sandboxFailure } from './sandbox-failure.js';
import { removeNetwork } from './sandbox-networks.js';
import { isGone, ownerLabel, parseOwner, type SandboxOwner } from './sandbox-owner.js';

/** What the lists of containers, networks and volumes have in common, once it is told where it stands. */
interface Found {
  readonly id: string;
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/**
 * Containers, then what they held on to; those of living processes are left alone, as is whatever cannot be judged from here.
 * Safe while another process does the same. Three requests when there is nothing to do.
 * @returns how many containers, networks and volumes were removed
 * @throws SANDBOX_FAILED, ENGINE_UNREACHABLE
 */
export async function reapSandboxes(client: EngineClient, self: SandboxOwner): Promise<number> {
  const leftovers = (found: readonly Found[]): readonly Found[] =>
    found.filter(({ owner, createdAt }) => {
      const parsed = parseOwner(owner);
      return parsed !== undefined && isGone(parsed, self, createdAt);
    });
  const [containers, networks, volumes] = (await listAll(client)).map(leftovers);
  await Promise.all((containers ?? []).map(({ id }) => removeContainer(client, id, [])));
  await Promise.all([
    ...(networks ?? []).map(({ id }) => removeNetwork(client, id)),
    ...(volumes ?? []).map(({ id }) => removeVolume(client, id)),
  ]);
  return [containers, networks, volumes].reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

/** Containers, networks, volumes. */
async function listAll({ docker, endpoint }: EngineClient): Promise<(readonly Found[])[]> {
  const filters = { label: [ownerLabel] };
  try {
    const [containers, networks, volumes] = await Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ]);
    return [
      containers.map(({ Id, Labels, Created }) => found(Id, Labels, Created * 1000)),
      networks.map(({ Id, Labels, Created }) => found(Id, Labels, Date.parse(Created))),
      volumes.Volumes.map((volume) => found(volume.Name, volume.Labels, madeAt(volume))),
    ];
  } catch (error) {
    throw sandboxFailure(error, 'looking for sandboxes that were left behind', endpoint);
  }
}

function found(id: string, labels: Readonly<Record<string, string>> | undefined, createdAt: number): Found {
  return { id, owner: labels?.[ownerLabel] ?? '', createdAt };
}

function madeAt(volume: object): number {
  return 'CreatedAt' in volume ? Date.parse(String(volume.CreatedAt)) : Number.NaN;
}
