/** The networks of this process: made when first asked for, one a kind. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../errors/app-error.js';
import type { EngineFacts } from '../../../ports/container-engine.js';
import type { SandboxNetwork, SandboxNetworkKind } from '../../../ports/sandbox-engine.js';
import type { EngineClient } from '../engine-client.js';
import { readEngineFailure } from '../engine-failure.js';
import type { RequireReach } from './require-own-address.js';
import { isAbsent, sandboxFailure } from './sandbox-failure.js';
import { ownerLabel } from './sandbox-owner.js';

interface WireNetwork {
  readonly IPAM?: { readonly Config?: readonly { readonly Gateway?: string }[] | null };
}

export interface NetworkWanted {
  readonly loopback: EngineFacts['loopback'];
  readonly kind: SandboxNetworkKind;
  readonly owner: string;
  readonly requireReach: RequireReach;
}

/**
 * A bridge on which containers do not see each other, removed again where they would not reach this process. Where the engine is
 * in a virtual machine, a sandbox reaches this machine only by way of the internet's route: there `none` is no different from
 * `bridge`.
 * https://docs.docker.com/engine/network/drivers/bridge/#options
 * @throws SANDBOX_FAILED, ENGINE_UNREACHABLE
 */
export async function makeNetwork(
  client: EngineClient,
  { loopback, kind, owner, requireReach }: NetworkWanted,
): Promise<SandboxNetwork> {
  const name = `lading-${kind}-${randomUUID().slice(0, 8)}`;
  const here = loopback === 'this machine';
  try {
    const network = await client.docker.createNetwork({
      Name: name,
      Driver: 'bridge',
      Internal: kind === 'none' && here,
      Labels: { [ownerLabel]: owner },
      Options: { 'com.docker.network.bridge.enable_icc': 'false' },
    });
    if (!here) {
      return {
        id: network.id,
        kind,
        listenAddress: '127.0.0.1',
        hostName: 'host.docker.internal',
        addressesAreTheirs: false,
      };
    }
    const gateway = gatewayOf((await network.inspect()) as WireNetwork, name);
    await requireReach(gateway, client.endpoint);
    return { id: network.id, kind, listenAddress: gateway, hostName: gateway, addressesAreTheirs: true };
  } catch (error) {
    // It may be there although the answer was lost; nothing else would ever remove it while this process lives.
    await removeNetwork(client, name).catch(() => undefined);
    throw sandboxFailure(error, `making the network ${name}`, client.endpoint);
  }
}

/** Repeatable. @throws SANDBOX_FAILED when something else still uses it after 5 s, ENGINE_UNREACHABLE */
export async function removeNetwork(client: EngineClient, id: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.docker.getNetwork(id).remove();
      return;
    } catch (error) {
      if (isAbsent(error)) return;
      // A container that is being removed keeps its end point until the last.
      const busy = /active endpoints/.test(readEngineFailure(error).text);
      if (!busy || tries === 50) throw sandboxFailure(error, `removing the network ${id}`, client.endpoint);
      await delay(100);
    }
  }
}

function gatewayOf({ IPAM }: WireNetwork, name: string): string {
  const gateway = IPAM?.Config?.map(({ Gateway }) => Gateway).find((address) => address?.includes('.'));
  if (gateway !== undefined) return gateway;
  throw new AppError({
    code: 'SANDBOX_FAILED',
    message: `The container engine gave the network ${name} no IPv4 gateway, at which sandboxes could reach the Runtime API.`,
    suggestions: ['Look at the addresses that it gives: docker network inspect bridge'],
    details: { reason: 'other' },
  });
}
