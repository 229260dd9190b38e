/** The composition root: builds every adapter, each only when something first asks for it. */
import { createClock } from './adapters/node/clock.js';
import { createFiles } from './adapters/node/files.js';
import { createGit } from './adapters/node/git.js';
import { once } from './domain/once.js';
import { type LocalRegion, localDataFolder, useLocalRegion } from './local-region.js';
import type { ContainerEngine } from './ports/container-engine.js';
import type { Clock, Files } from './ports/system.js';
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
  readonly files: Files;
  readonly effects: EffectLog;
  /** @throws ENGINE_UNREACHABLE */
  engine(): Promise<ContainerEngine>;
  /** Everything a deploy touches, in a region: the flag's or the file's, else what environment and profile say. */
  deployDeps(region: string | undefined): Promise<DeployDeps>;
  /** Ends connections and the in-process local region, so that the process can end. */
  close(): Promise<void>;
}

/** Opens nothing yet. */
export function createContext(options: ContextOptions): Context {
  const { cwd, env, signal } = options;
  const clock = createClock();
  const effects = createEffectLog();
  const closers: (() => Promise<void>)[] = [];
  const engine = once(() => connectEngine(env));
  const local = once(async (): Promise<LocalRegion> => {
    const region = await useLocalRegion(localDataFolder(cwd));
    closers.push(region.close);
    return region;
  });
  return {
    cwd,
    env,
    signal,
    clock,
    files: createFiles(),
    effects,
    engine,
    async deployDeps(region) {
      const place = options.local
        ? localPlace(await local())
        : { ...(region && { region }), ...(options.profile && { profile: options.profile }) };
      const [{ createAwsAdapters }, { createRegistryClient }] = await Promise.all([
        import('./adapters/aws/aws-adapters.js'),
        import('./adapters/registry/registry-client.js'),
      ]);
      const aws = createAwsAdapters({ ...place, signal });
      closers.push(async () => aws.close());
      return {
        ...aws,
        registry: createRegistryClient({ signal }),
        sources: createGit(env),
        engine,
        clock,
        effects,
      };
    },
    async close() {
      await Promise.all(closers.splice(0).map((close) => close()));
    },
  };
}

async function connectEngine(env: NodeJS.ProcessEnv): Promise<ContainerEngine> {
  const [{ connectEngine: connect }, { homedir }] = await Promise.all([
    import('./adapters/docker/connect-engine.js'),
    import('node:os'),
  ]);
  return connect({ env, homeFolder: homedir() });
}

/** The local region takes any credentials; the machine's own must not be needed, nor sent. */
function localPlace({ url, region }: LocalRegion) {
  return { region, endpoint: url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}
