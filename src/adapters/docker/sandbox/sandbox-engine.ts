/** Containers under Lambda's restrictions, behind the port: what one process makes, keeps count of and removes. */
import type {
  Sandbox,
  SandboxEngine,
  SandboxNetwork,
  SandboxNetworkKind,
  SandboxSpec,
} from '../../../ports/sandbox-engine.js';
import type { EngineClient } from '../engine-client.js';
import { interrupted } from '../engine-failure.js';
import { createContainer } from './create-container.js';
import { DockerSandbox } from './docker-sandbox.js';
import { type EngineSite, readEngineSite } from './engine-site.js';
import { extensionFiles } from './extension-files.js';
import { farEngine } from './far-engine.js';
import { leftBehind } from './left-behind.js';
import { reapSandboxes } from './reap-sandboxes.js';
import { type RequireReach, requireOwnAddress } from './require-own-address.js';
import { readSandboxImage, type SandboxImage } from './sandbox-image.js';
import { makeNetwork, removeNetwork } from './sandbox-networks.js';
import { renderOwner, thisOwner } from './sandbox-owner.js';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: one processor at 1,769 MB, six at most. */
const memoryOfOneProcessor = 1_769;
const mostProcessors = 6;

/**
 * Asks the engine nothing yet. Close it before the process ends; what a killed process leaves, the next one's `reap` removes.
 * `connectContainers` hands it out with the engine of images, over one connection. `requireReach`: what is asked of the gateway of
 * each network; whoever listens elsewhere may ask something else.
 */
export function createSandboxEngine(
  client: EngineClient,
  requireReach: RequireReach = requireOwnAddress,
): SandboxEngine {
  return new DockerSandboxEngine(client, requireReach);
}

class DockerSandboxEngine implements SandboxEngine {
  readonly #client: EngineClient;
  readonly #requireReach: RequireReach;
  readonly #self = thisOwner();
  readonly #owner = renderOwner(this.#self);
  readonly #networks = new Map<SandboxNetworkKind, Promise<SandboxNetwork>>();
  readonly #sandboxes = new Set<Promise<Sandbox>>();
  readonly #sites = new Map<'it', Promise<EngineSite>>();
  readonly #images = new Map<string, Promise<SandboxImage>>();
  /** Of an image: its files do not change from one sandbox to the next. */
  readonly #extensions = new Map<string, Promise<readonly string[]>>();
  #closed = false;

  constructor(client: EngineClient, requireReach: RequireReach) {
    this.#client = client;
    this.#requireReach = requireReach;
  }

  network(kind: SandboxNetworkKind): Promise<SandboxNetwork> {
    if (this.#closed) return Promise.reject(interrupted('making a network for sandboxes'));
    return kept(this.#networks, kind, async () => {
      const { loopback, elsewhere } = await this.#site();
      if (elsewhere) throw farEngine(this.#client.endpoint);
      const owner = this.#owner;
      return makeNetwork(this.#client, { loopback, kind, owner, requireReach: this.#requireReach });
    });
  }

  create(spec: SandboxSpec): Promise<Sandbox> {
    if (this.#closed)
      return Promise.reject(interrupted(`making the sandbox of function ${spec.functionName}`));
    const made: Promise<Sandbox> = this.#create(spec, () => this.#sandboxes.delete(made));
    this.#sandboxes.add(made);
    made.catch(() => this.#sandboxes.delete(made));
    return made;
  }

  reap(): Promise<number> {
    return reapSandboxes(this.#client, this.#self);
  }

  async close(): Promise<void> {
    this.#closed = true;
    // Also those that are only being made; who asked for them gets one that is gone.
    const removals = [...this.#sandboxes].map(async (made) => {
      const sandbox = await made.catch(() => undefined);
      await sandbox?.remove();
    });
    try {
      await allDone(removals);
      await allDone([...this.#networks.keys()].map((kind) => this.#removeNetwork(kind)));
    } catch (error) {
      throw leftBehind(error);
    }
  }

  async #create(spec: SandboxSpec, onRemoved: () => void): Promise<Sandbox> {
    const client = this.#client;
    const image = await kept(this.#images, spec.imageId, () => readSandboxImage(client, spec.imageId));
    const { container, volumes } = await createContainer(client, spec, image, this.#owner);
    return new DockerSandbox({
      client,
      container,
      spec,
      volumes,
      processorShare: async () => processorShare(spec.memorySize, (await this.#site()).processors),
      extensions: (made) => kept(this.#extensions, spec.imageId, () => extensionFiles(client, made)),
      onRemoved,
    });
  }

  /** Asked once; an engine does not move under a command. */
  #site(): Promise<EngineSite> {
    return kept(this.#sites, 'it', () => readEngineSite(this.#client));
  }

  async #removeNetwork(kind: SandboxNetworkKind): Promise<void> {
    const network = await this.#networks.get(kind)?.catch(() => undefined);
    if (network) await removeNetwork(this.#client, network.id);
    this.#networks.delete(kind);
  }
}

/** The value of a key, made at most once at a time; a failure is not kept. */
function kept<K, T>(values: Map<K, Promise<T>>, key: K, make: () => Promise<T>): Promise<T> {
  const there = values.get(key);
  if (there) return there;
  const made = make();
  values.set(key, made);
  made.catch(() => values.delete(key));
  return made;
}

/** Billionths of a processor; undefined where Lambda gives at least as many as the engine has. */
function processorShare(memorySize: number, processors: number): number | undefined {
  const share = Math.min(memorySize / memoryOfOneProcessor, mostProcessors);
  return share < processors ? Math.round(share * 1e9) : undefined;
}

/** Waits for all of them, then throws what the first of them threw. */
async function allDone(promises: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(promises);
  const failure = outcomes.find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
}
