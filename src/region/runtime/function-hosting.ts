/** Runs functions from their images as Lambda does: hands out a host for each, and cleans up after all of them. */
import { availableParallelism } from 'node:os';
import { keepSuccess } from '../../domain/keep-success.js';
import type { StartSettings } from '../../domain/start-command.js';
import { AppError } from '../../errors/app-error.js';
import { registerSecret } from '../../errors/redact.js';
import type { ContainerEngine } from '../../ports/container-engine.js';
import type { FunctionHost, FunctionHosting, HostedFunction, LogLine } from '../../ports/function-host.js';
import type { SandboxEngine } from '../../ports/sandbox-engine.js';
import { effectiveStart } from './effective-start.js';
import { createEnvironmentLog } from './environment-log.js';
import { EnvironmentPool } from './environment-pool.js';
import { ExecutionEnvironment } from './execution-environment.js';
import { type HostingLimits, lambdaLimits, unhurried } from './hosting-limits.js';
import { openSandbox } from './open-sandbox.js';
import { createTurnstile, type Turnstile } from './turnstile.js';

export interface FunctionHostingDeps {
  /** Asked for when a function is run first. */
  readonly engine: () => Promise<SandboxEngine>;
  /** Tells what an image's own configuration says. */
  readonly images: () => Promise<Pick<ContainerEngine, 'inspect'>>;
  /** Lambda's, unless told otherwise. */
  readonly limits?: Partial<HostingLimits>;
}

/**
 * Starts nothing yet. Its hosts are of this process alone; what a killed process left, the sandbox engine's `reap` removes.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function createFunctionHosting(deps: FunctionHostingDeps): FunctionHosting {
  const limits = { ...lambdaLimits, ...deps.limits };
  const starts = createTurnstile(Math.max(4, 2 * availableParallelism()), limits.startShare);
  const pools = new Set<EnvironmentPool>();
  let connected: { readonly engine: SandboxEngine; readonly reaped: Promise<number> } | undefined;
  const engine = keepSuccess(async () => {
    const reached = await deps.engine();
    // What a killed process left goes while this one works; an engine that cannot do that fails elsewhere, and says so.
    connected = { engine: reached, reaped: reached.reap().catch(() => 0) };
    return reached;
  });
  return {
    host(hosted, onLog) {
      const pool = createPool({ ...deps, engine }, { hosted, onLog, limits, starts });
      pools.add(pool);
      return hostOf(pool, () => pools.delete(pool));
    },
    async close() {
      await Promise.all([...pools].map((pool) => pool.close(0)));
      pools.clear();
      // One that was never reached has nothing to remove.
      await connected?.reaped;
      await connected?.engine.close();
    },
  };
}

interface Hosting {
  readonly hosted: HostedFunction;
  readonly onLog: (line: LogLine) => void;
  readonly limits: HostingLimits;
  readonly starts: Turnstile;
}

function createPool({ engine, images }: FunctionHostingDeps, hosting: Hosting): EnvironmentPool {
  const { hosted, starts } = hosting;
  const limits = hosted.debugPort === undefined ? hosting.limits : unhurried(hosting.limits);
  const image = keepSuccess(async () => findImage(await images(), hosted));
  for (const secret of [hosted.credentials?.secretAccessKey, hosted.credentials?.sessionToken])
    if (secret) registerSecret(secret);
  return new EnvironmentPool({
    rules: hosted,
    starts,
    make(events) {
      const log = createEnvironmentLog(hosted, hosting.onLog);
      return new ExecutionEnvironment({
        hosted,
        limits,
        log,
        start: async () => effectiveStart(hosted, await image()),
        open: async (start) => openSandbox(await engine(), { hosted, start, logStream: log.logStream }),
        ...events,
      });
    },
  });
}

function hostOf(pool: EnvironmentPool, forget: () => void): FunctionHost {
  return {
    warm: (signal) => pool.warm(signal),
    invoke: (event, signal, onStream) =>
      pool.run(signal, (environment) => environment.invoke(event, signal, onStream)),
    async close(grace = 0) {
      await pool.close(grace);
      forget();
    },
  };
}

async function findImage(
  images: Pick<ContainerEngine, 'inspect'>,
  { imageId, name }: HostedFunction,
): Promise<StartSettings> {
  const image = await images.inspect(imageId);
  if (image) return image;
  throw new AppError({
    code: 'IMAGE_NOT_FOUND',
    message: `Function ${name} cannot be started: the container engine does not have its image ${imageId} any more.`,
    suggestions: ['Build or pull it again, e.g.: lading build'],
    details: { function: name, imageId },
  });
}
