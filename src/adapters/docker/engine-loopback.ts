/** Tells whether an engine's `127.0.0.1` is this machine's. */
import { isLoopbackHost } from '../../domain/loopback-host.js';
import type { EngineFacts } from '../../ports/container-engine.js';

/** What is known of an engine without asking it to connect anywhere. */
export interface EngineWhereabouts {
  /** `unix:///var/run/docker.sock`, `tcp://host:2375`, … */
  readonly url: string;
  /** The engine's own word: `Docker Desktop`, `Debian GNU/Linux 12 (bookworm)`, … */
  readonly operatingSystem: string;
  /** Node's word for the system that lading runs on: `linux`, `darwin`, `win32`. */
  readonly platform: string;
}

/**
 * Linux engines run in a virtual machine on every other system, and Docker Desktop does so on Linux too. A rootless engine, or a
 * socket that is forwarded from elsewhere, cannot be told from here: then the push itself finds out.
 * https://docs.docker.com/desktop/features/networking/
 */
export function loopbackOf({ url, operatingSystem, platform }: EngineWhereabouts): EngineFacts['loopback'] {
  const inMachine = platform !== 'linux' || operatingSystem === 'Docker Desktop';
  return inMachine || isElsewhere(url) ? 'its own' : 'this machine';
}

/** Whether it is on another machine; one in a virtual machine of this one is reached by a socket, or at this machine's loopback. */
export function isElsewhere(address: string): boolean {
  if (/^(?:unix|npipe):/.test(address)) return false;
  const full = address.includes('://') ? address : `tcp://${address}`;
  return !URL.canParse(full) || !isLoopbackHost(new URL(full).hostname);
}
