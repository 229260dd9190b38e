/** Where a repository answers the OCI distribution API. */
import { parseImageReference, type RepositoryUri } from '../../domain/image-reference.js';
import { isLoopbackHost } from '../../domain/loopback-host.js';

export interface RegistryLocation {
  /** `https://host`, or `http://127.0.0.1:5000`. */
  readonly origin: string;
  readonly host: string;
  readonly repository: string;
}

/** @throws REFERENCE_INVALID when it is no repository URI. */
export function locateRepository(uri: RepositoryUri): RegistryLocation {
  const { host, repository } = parseImageReference(uri);
  return { origin: `${isLoopbackHost(host) ? 'http' : 'https'}://${host}`, host, repository };
}
