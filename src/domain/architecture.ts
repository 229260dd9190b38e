/** Lambda's architectures and the OCI platforms that they are. */

export const architectures = ['x86_64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

/** `linux/amd64` or `linux/arm64`. */
export type Platform = 'linux/amd64' | 'linux/arm64';

export function platformOf(architecture: Architecture): Platform {
  return architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64';
}

/** Lambda's name for an OCI or engine architecture (`amd64`, `x86_64`, `arm64`, `aarch64`); undefined for any other. */
export function architectureOf(name: string): Architecture | undefined {
  if (name === 'amd64' || name === 'x86_64') return 'x86_64';
  if (name === 'arm64' || name === 'aarch64') return 'arm64';
  return undefined;
}
