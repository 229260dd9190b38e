/** Where a repository answers the OCI distribution API. */
import { parseImageReference, type RepositoryUri } from '../../domain/image-reference.js';

export interface RegistryLocation {
  /** `https://host`, or `http://127.0.0.1:5000`. */
  readonly origin: string;
  readonly host: string;
  readonly repository: string;
}

/** @throws REFERENCE_INVALID when it is no repository URI. */
export function locateRepository(uri: RepositoryUri): RegistryLocation {
  const { host, repository } = parseImageReference(uri);
  return { origin: `${isLoopback(hostName(host)) ? 'http' : 'https'}://${host}`, host, repository };
}

/** Container engines speak plain http to loopback hosts and to no others; so do we. */
export function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(name)
  );
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}
