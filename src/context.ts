/** The composition root: builds every adapter, each only when something first asks for it. */
import type { AwsAdapters } from './adapters/aws/aws-adapters.js';
import type { ConnectedEngine } from './adapters/docker/connect-engine.js';
import { createLayerReader } from './adapters/layers/tar-layer-reader.js';
import { createClock } from './adapters/node/clock.js';
import { createFiles } from './adapters/node/files.js';
import { createGit } from './adapters/node/git.js';
import { createStandardInput } from './adapters/node/standard-input.js';
import type { Lookups } from './config/lookups.js';
import { keepSuccess } from './domain/keep-success.js';
import { once } from './domain/once.js';
import type { LocalRegion } from './local-region.js';
import type { ContainerEngine } from './ports/container-engine.js';
import type { ContextWatcher } from './ports/context-watcher.js';
import type { OpenFunctionFront } from './ports/function-front.js';
import type { FunctionHosting } from './ports/function-host.js';
import type { ImageArchives } from './ports/image-archive.js';
import type { ImagePuller } from './ports/image-puller.js';
import type { KeptImages } from './ports/kept-images.js';
import type { RegistryLogins } from './ports/registry-logins.js';
import type { SandboxEngine } from './ports/sandbox-engine.js';
import type { Clock, FileBytes, Files, StandardInput } from './ports/system.js';
import type { DeployDeps } from './services/deploy-deps.js';
import { createEffectLog, type EffectLog } from './services/effect-log.js';

export interface ContextOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly profile?: string;
  readonly local: boolean;
}

export interface Context {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly files: Files & FileBytes;
  readonly input: StandardInput;
  readonly effects: EffectLog;
  /** What placeholders of the configuration may ask. */
  readonly lookups: Lookups;
  /** @throws ENGINE_UNREACHABLE */
  engine(): Promise<ContainerEngine>;
  /** Of the same engine. @throws ENGINE_UNREACHABLE */
  puller(): Promise<ImagePuller>;
  /** Of the same engine. @throws ENGINE_UNREACHABLE */
  keptImages(): Promise<KeptImages>;
  /** Of the same engine. What they leave is removed when the context closes. @throws ENGINE_UNREACHABLE */
  sandboxes(): Promise<SandboxEngine>;
  /** Runs functions in sandboxes of this process. Connects to the engine only when one is run. */
  hosting(): Promise<FunctionHosting>;
  /** Where a function of this process is reached. */
  readonly openFront: OpenFunctionFront;
  /** Tells when what an image is built from changes. */
  readonly watcher: ContextWatcher;
  /** Everything a deploy touches, in a region: the flag's or the file's, else what environment and profile say. */
  deployDeps(region: string | undefined): Promise<DeployDeps>;
  /** Ends connections, sandboxes and the in-process local region, so that the process can end. */
  close(): Promise<void>;
}

/** Opens nothing yet. */
export function createContext(options: ContextOptions): Context {
  const { cwd, env, signal } = options;
  const clock = createClock();
  const effects = createEffectLog();
  const closers: (() => Promise<void>)[] = [];
  // What others still use while they close.
  const lastClosers: (() => Promise<void>)[] = [];
  // A region lives on when there is no engine, and finds the one that is started later.
  const containers = keepSuccess(() => connectContainers(env));
  const engine = async (): Promise<ContainerEngine> => (await containers()).engine;
  const sandboxes = keepSuccess(async (): Promise<SandboxEngine> => {
    const made = await (await containers()).sandboxes();
    lastClosers.push(() => made.close());
    return made;
  });
  const hosting = once(async (): Promise<FunctionHosting> => {
    const { createFunctionHosting } = await import('./region/runtime/function-hosting.js');
    const made = createFunctionHosting({ engine: sandboxes, images: engine });
    closers.push(made.close);
    return made;
  });
  const local = once(async (): Promise<LocalRegion> => {
    const { localDataFolder, useLocalRegion } = await import('./local-region.js');
    const reap = async (): Promise<number> => (await sandboxes()).reap();
    const region = await useLocalRegion(localDataFolder(cwd), { hosting, engine, reap });
    closers.push(region.close);
    return region;
  });
  const sources = createGit(env);
  const sessions = new Map<string | undefined, Promise<AwsAdapters>>();
  const open = async (region: string | undefined): Promise<AwsAdapters> => {
    const { createAwsAdapters } = await import('./adapters/aws/aws-adapters.js');
    const place = options.local
      ? localPlace(await local())
      : { ...(region && { region }), ...(options.profile && (await profilePlace(options.profile, env))) };
    const adapters = createAwsAdapters({ ...place, signal });
    closers.push(async () => adapters.close());
    return adapters;
  };
  // One session a region, so that what placeholders asked is not asked again.
  const aws = (region: string | undefined): Promise<AwsAdapters> => {
    const session = sessions.get(region) ?? open(region);
    sessions.set(region, session);
    return session;
  };
  return {
    cwd,
    env,
    signal,
    clock,
    files: createFiles(),
    input: createStandardInput(),
    effects,
    engine,
    puller: async () => (await containers()).engine,
    keptImages: async () => (await containers()).keptImages,
    sandboxes,
    hosting,
    openFront: async (request) =>
      (await import('./region/run-front/open-function-front.js')).openFunctionFront(request),
    watcher: {
      watch: async (...asked) =>
        (await import('./adapters/docker/watch-context.js')).createContextWatcher().watch(...asked),
    },
    lookups: { env, sourceControl: sources, online: aws },
    async deployDeps(region) {
      const [adapters, { createRegistryClient }] = await Promise.all([
        aws(region),
        import('./adapters/registry/registry-client.js'),
      ]);
      return {
        ...adapters,
        registry: createRegistryClient({ signal }),
        archives: lateArchives(closers),
        logins: lateLogins(env),
        layers: createLayerReader(),
        sources,
        engine,
        hosting,
        clock,
        effects,
      };
    },
    async close() {
      await Promise.all(closers.splice(0).map((close) => close()));
      await Promise.all(lastClosers.splice(0).map((close) => close()));
    },
  };
}

async function connectContainers(env: NodeJS.ProcessEnv): Promise<ConnectedEngine> {
  const [{ connectContainers: connect }, { homedir }] = await Promise.all([
    import('./adapters/docker/connect-engine.js'),
    import('node:os'),
  ]);
  return connect({ env, homeFolder: homedir() });
}

/** Most runs read no archive. */
function lateArchives(closers: (() => Promise<void>)[]): ImageArchives {
  const archives = once(async () => {
    const { createImageArchives } = await import('./adapters/archive/image-archives.js');
    const made = createImageArchives();
    closers.push(made.close);
    return made;
  });
  return {
    open: async (...asked) => (await archives()).open(...asked),
    receive: async (...asked) => (await archives()).receive(...asked),
  };
}

function lateLogins(env: NodeJS.ProcessEnv): RegistryLogins {
  return {
    async find(host) {
      const [{ createRegistryLogins }, { homedir }] = await Promise.all([
        import('./adapters/docker/registry-logins.js'),
        import('node:os'),
      ]);
      return createRegistryLogins({ env, homeFolder: homedir() }).find(host);
    },
  };
}

async function profilePlace(profile: string, env: NodeJS.ProcessEnv) {
  const { profileEndpoint } = await import('./adapters/aws/profile-endpoint.js');
  const endpoint = await profileEndpoint(profile, env);
  return { profile, ...(endpoint && { endpoint }) };
}

/** The local region takes any credentials; the machine's own must not be needed, nor sent. */
function localPlace({ url, region }: LocalRegion) {
  return { region, endpoint: url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}
