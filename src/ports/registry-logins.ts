/** What this machine knows about logging in to registries other than ECR. */
import type { RegistryCredentials } from './container-engine.js';

export interface RegistryLogins {
  /** Undefined when nobody has logged in to that host; many images can be read without. */
  find(host: string): Promise<RegistryCredentials | undefined>;
}
