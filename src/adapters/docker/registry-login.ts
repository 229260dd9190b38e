/** Finds the credentials that the docker CLI keeps for a registry host, so that private base images can be pulled. */
import { spawn } from 'node:child_process';
import { registerSecret } from '../../errors/redact.js';
import type { RegistryCredentials } from '../../ports/container-engine.js';
import type { DockerConfig } from './docker-config.js';

/** How Docker Hub is called in `auths` and by credential helpers. */
const hubKey = 'https://index.docker.io/v1/';
const hubHosts: readonly string[] = [
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
];

/**
 * Credentials for a host from `credHelpers`, `credsStore` or `auths`, in this order. Undefined when there are none, and also
 * when a helper is missing or fails: many configurations name a helper that was uninstalled, and most base images are public.
 * https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
export async function findLogin(
  config: DockerConfig,
  host: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RegistryCredentials | undefined> {
  const keys = hubHosts.includes(host)
    ? [hubKey, ...hubHosts]
    : [host, `https://${host}`, `https://${host}/`];
  const found = (await fromHelper(config, keys, env)) ?? fromAuths(config, keys);
  if (found) registerSecret(found.password);
  return found;
}

/** The hosts that the configuration has credentials for and that this Dockerfile mentions: all that the classic builder is told. */
export function mentionedHosts(config: DockerConfig, dockerfileText: string): readonly string[] {
  const known = [...Object.keys(config.auths ?? {}), ...Object.keys(config.credHelpers ?? {})];
  const hosts = known.map((key) => key.replace(/^https?:\/\//, '').replace(/\/.*$/, ''));
  const mentioned = hosts.filter((host) => hubHosts.includes(host) || dockerfileText.includes(`${host}/`));
  return [...new Set(mentioned)];
}

async function fromHelper(
  config: DockerConfig,
  keys: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<RegistryCredentials | undefined> {
  for (const key of keys) {
    const helper = config.credHelpers?.[key];
    if (helper) return askHelper(helper, key, env);
  }
  const [first] = keys;
  return config.credsStore && first !== undefined ? askHelper(config.credsStore, first, env) : undefined;
}

function fromAuths({ auths }: DockerConfig, keys: readonly string[]): RegistryCredentials | undefined {
  for (const key of keys) {
    const entry = auths?.[key];
    if (!entry) continue;
    if (entry.username && entry.password) return { username: entry.username, password: entry.password };
    const plain = Buffer.from(entry.auth ?? '', 'base64').toString('utf8');
    const colon = plain.indexOf(':');
    if (colon > 0)
      return { username: plain.slice(0, colon), password: plain.slice(colon + 1).replace(/\0+$/, '') };
  }
  return undefined;
}

/** https://github.com/docker/docker-credential-helpers#development */
function askHelper(
  helper: string,
  server: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RegistryCredentials | undefined> {
  return new Promise((resolve) => {
    const child = spawn(`docker-credential-${helper}`, ['get'], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: 30_000,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(parseHelperAnswer(output)));
    // A helper that answers without reading what it is asked breaks the pipe; what it printed counts all the same.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(server);
  });
}

function parseHelperAnswer(output: string): RegistryCredentials | undefined {
  try {
    const { Username, Secret } = JSON.parse(output) as { Username?: unknown; Secret?: unknown };
    // An identity token (`<token>`) is no password; BuildKit then pulls without credentials.
    if (typeof Username !== 'string' || typeof Secret !== 'string' || Username === '<token>')
      return undefined;
    return { username: Username, password: Secret };
  } catch {
    return undefined;
  }
}
