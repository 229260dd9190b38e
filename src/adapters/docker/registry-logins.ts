/** The logins that the docker CLI keeps, for whoever speaks to registries without an engine. */
import type { RegistryLogins } from '../../ports/registry-logins.js';
import { type EngineSurroundings, readDockerConfig } from './docker-config.js';
import { findLogin } from './registry-login.js';

/** Reads the configuration anew for each host: a login may have been made meanwhile. */
export function createRegistryLogins(surroundings: EngineSurroundings): RegistryLogins {
  return {
    find: async (host) => findLogin(await readDockerConfig(surroundings), host, surroundings.env),
  };
}
