/** Chooses how a build reaches the engine: BuildKit with a session, or the classic builder with a header of credentials. */
import type { BuildRequest, RegistryCredentials } from '../../ports/container-engine.js';
import type { BuildContext } from './build-context.js';
import { openBuildSession } from './build-session.js';
import { type EngineSurroundings, readDockerConfig } from './docker-config.js';
import { type EngineClient, registryHeader } from './engine-client.js';
import { readEngineFailure } from './engine-failure.js';
import { findLogin, mentionedHosts } from './registry-login.js';

export interface BuildChannel {
  readonly builder: 'buildkit' | 'classic';
  /** Of the BuildKit session. */
  readonly session?: string;
  readonly headers: Readonly<Record<string, string>>;
  close(): void;
}

/** @throws Error of the connection; a refused session is no error but means the classic builder. */
export async function openChannel(
  client: EngineClient,
  wanted: BuildChannel['builder'],
  request: BuildRequest,
  context: BuildContext,
  surroundings: EngineSurroundings,
): Promise<BuildChannel> {
  const config = await readDockerConfig(surroundings);
  const lookup = async (host: string): Promise<RegistryCredentials | undefined> =>
    (await request.credentialsFor?.(host)) ?? findLogin(config, host, surroundings.env);
  if (wanted === 'buildkit') {
    try {
      const session = await openBuildSession(client, lookup);
      return { builder: 'buildkit', session: session.id, headers: {}, close: session.close };
    } catch (error) {
      // An engine that answers HTTP instead of upgrading has no sessions, or a proxy in front of it forbids them.
      if (readEngineFailure(error).status === undefined) throw error;
    }
  }
  const hosts = mentionedHosts(config, context.dockerfileText);
  const logins = await Promise.all(hosts.map(async (host) => [host, await lookup(host)] as const));
  const known = Object.fromEntries(logins.filter(([, login]) => login !== undefined));
  return {
    builder: 'classic',
    headers: { 'X-Registry-Config': registryHeader(known) },
    close: () => undefined,
  };
}
