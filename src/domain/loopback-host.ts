/** Hosts that mean the machine itself. */

/**
 * With or without a port. Container engines speak plain http to these registries and to no others; so do we.
 * https://docs.docker.com/reference/cli/dockerd/#insecure-registries
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(name)
  );
}
