/** Asks the engine where it runs, and on how many processors. */
import type { EngineFacts } from '../../../ports/container-engine.js';
import type { EngineClient } from '../engine-client.js';
import { isElsewhere, loopbackOf } from '../engine-loopback.js';
import { sandboxFailure } from './sandbox-failure.js';

export interface EngineSite {
  readonly loopback: EngineFacts['loopback'];
  /** Whether it is on another machine, and not in a virtual one here. */
  readonly elsewhere: boolean;
  readonly processors: number;
}

/**
 * One request. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemInfo
 * @throws SANDBOX_FAILED, ENGINE_UNREACHABLE
 */
export async function readEngineSite({ docker, endpoint }: EngineClient): Promise<EngineSite> {
  try {
    const { NCPU, OperatingSystem } = (await docker.info()) as {
      readonly NCPU?: number;
      readonly OperatingSystem?: string;
    };
    const operatingSystem = OperatingSystem ?? '';
    return {
      loopback: loopbackOf({ url: endpoint.url, operatingSystem, platform: process.platform }),
      elsewhere: isElsewhere(endpoint.url) && operatingSystem !== 'Docker Desktop',
      processors: NCPU ?? 1,
    };
  } catch (error) {
    throw sandboxFailure(error, 'asking where it runs', endpoint);
  }
}
