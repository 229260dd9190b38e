/** Lists where to look for a container engine, in the order in which a user would expect it to be found. */
import { join } from 'node:path';
import { contextEndpoint, dockerFolder, type EngineSurroundings, readTls } from './docker-config.js';
import { type EngineEndpoint, parseEndpoint } from './engine-endpoint.js';

/**
 * `DOCKER_HOST` alone when it is set, else the current docker context alone when one is selected, else every socket at
 * which an engine is known to listen. A chosen engine that is down is never replaced by another one.
 * @throws ENGINE_UNREACHABLE when the address or the context is malformed.
 */
export async function candidateEndpoints(
  surroundings: EngineSurroundings,
): Promise<readonly EngineEndpoint[]> {
  const { env } = surroundings;
  if (env.DOCKER_HOST) return [await namedEndpoint(env.DOCKER_HOST, surroundings)];
  const selected = await contextEndpoint(surroundings);
  if (selected) return [selected];
  return socketPaths(surroundings, process.platform, process.getuid?.()).map((path) => {
    const scheme = path.startsWith('//./pipe/') ? 'npipe' : 'unix';
    return parseEndpoint(`${scheme}://${path}`, 'default socket');
  });
}

async function namedEndpoint(host: string, surroundings: EngineSurroundings): Promise<EngineEndpoint> {
  const { env } = surroundings;
  const wanted = Boolean(env.DOCKER_TLS_VERIFY || env.DOCKER_TLS);
  if (!wanted && !/:2376\/?$/.test(host)) return parseEndpoint(host, 'DOCKER_HOST');
  const folder = env.DOCKER_CERT_PATH || dockerFolder(surroundings);
  const skipVerify = !env.DOCKER_TLS_VERIFY;
  return parseEndpoint(host, 'DOCKER_HOST', (await readTls(folder, skipVerify)) ?? { skipVerify });
}

/** Absolute paths, most usual first: the system's engine, Docker Desktop, then what people run in its place. */
export function socketPaths(
  { env, homeFolder }: EngineSurroundings,
  platform: string,
  uid: number | undefined,
): readonly string[] {
  if (platform === 'win32') return ['//./pipe/docker_engine'];
  const runtime = env.XDG_RUNTIME_DIR || (uid === undefined ? undefined : `/run/user/${uid}`);
  return [
    '/var/run/docker.sock',
    join(homeFolder, '.docker/run/docker.sock'),
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(homeFolder, '.colima/default/docker.sock'),
    join(homeFolder, '.orbstack/run/docker.sock'),
    join(homeFolder, '.rd/docker.sock'),
    join(homeFolder, '.lima/default/sock/docker.sock'),
    ...(platform === 'darwin'
      ? ['/Applications/Finch/lima/data/finch/sock/finch.sock']
      : ['/var/run/finch.sock']),
    ...(runtime ? [join(runtime, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ];
}
