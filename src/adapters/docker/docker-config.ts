/** Reads what the docker CLI keeps in its configuration folder: the current context and the registries' credentials. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors/app-error.js';
import { type EngineEndpoint, parseEndpoint, type TlsMaterial } from './engine-endpoint.js';

/** Environment and home folder: everything this adapter takes from the machine it runs on. */
export interface EngineSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly homeFolder: string;
}

/** The keys of `config.json` that matter here. https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties */
export interface DockerConfig {
  readonly currentContext?: string;
  readonly auths?: Readonly<
    Record<string, { readonly auth?: string; readonly username?: string; readonly password?: string }>
  >;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** `DOCKER_CONFIG`, or `~/.docker`. */
export function dockerFolder({ env, homeFolder }: EngineSurroundings): string {
  return env.DOCKER_CONFIG || join(homeFolder, '.docker');
}

/** Empty when there is no file or it is not JSON: a broken file of another tool must not stop a deployment. */
export async function readDockerConfig(surroundings: EngineSurroundings): Promise<DockerConfig> {
  const text = await readText(join(dockerFolder(surroundings), 'config.json'));
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/**
 * The endpoint of the current docker context: `DOCKER_CONTEXT`, else `currentContext`. Undefined for the context "default",
 * which means the default socket.
 * @throws ENGINE_UNREACHABLE when the context does not exist.
 */
export async function contextEndpoint(surroundings: EngineSurroundings): Promise<EngineEndpoint | undefined> {
  const name = surroundings.env.DOCKER_CONTEXT || (await readDockerConfig(surroundings)).currentContext;
  if (!name || name === 'default') return undefined;
  const contexts = join(dockerFolder(surroundings), 'contexts');
  // The store names a context's folder by the digest of the context's name.
  const folder = createHash('sha256').update(name).digest('hex');
  const meta = parseMeta(await readText(join(contexts, 'meta', folder, 'meta.json')));
  if (!meta?.Host) throw unknownContext(name, contexts);
  const tls = await readTls(join(contexts, 'tls', folder, 'docker'), meta.SkipTLSVerify === true);
  return parseEndpoint(meta.Host, `docker context "${name}"`, tls);
}

/** TLS material of a folder with `ca.pem`, `cert.pem` and `key.pem`; undefined when none of them is there. */
export async function readTls(folder: string, skipVerify: boolean): Promise<TlsMaterial | undefined> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readText(join(folder, file))),
  );
  if (ca === undefined && cert === undefined && key === undefined) return undefined;
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    skipVerify,
  };
}

interface ContextMeta {
  readonly Host?: string;
  readonly SkipTLSVerify?: boolean;
}

function parseMeta(text: string | undefined): ContextMeta | undefined {
  if (text === undefined) return undefined;
  try {
    return (JSON.parse(text) as { Endpoints?: { docker?: ContextMeta } }).Endpoints?.docker;
  } catch {
    return undefined;
  }
}

function unknownContext(name: string, contexts: string): AppError {
  return new AppError({
    code: 'ENGINE_UNREACHABLE',
    message: `The docker context "${name}" is selected, but ${contexts} does not describe it.`,
    suggestions: [
      'List the contexts: docker context ls',
      'Select another one: docker context use default',
      'Or name the engine: export DOCKER_HOST=unix:///var/run/docker.sock',
    ],
    details: { context: name },
  });
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
