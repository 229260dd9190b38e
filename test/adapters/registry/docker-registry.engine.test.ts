/** The registry client against Debian's docker-registry, which we did not write. */
import { registryLogin, startDockerRegistry } from '../../servers/docker-registry.js';
import { describeRegistryContract } from './registry-contract.js';

describeRegistryContract(
  'docker-registry',
  async () => {
    const { host, close } = await startDockerRegistry({ authenticated: true });
    return { host, credentials: registryLogin, resumes: false, prepare: async () => undefined, close };
  },
  '/usr/bin/docker-registry',
);
