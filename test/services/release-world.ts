/** A real region and the real adapters, with time that passes only when somebody sleeps. */

import { createAwsAdapters } from '../../src/adapters/aws/aws-adapters.js';
import { createLayerReader } from '../../src/adapters/layers/tar-layer-reader.js';
import { createClock } from '../../src/adapters/node/clock.js';
import { createGit } from '../../src/adapters/node/git.js';
import { createRegistryClient } from '../../src/adapters/registry/registry-client.js';
import type { FunctionTarget } from '../../src/domain/deploy-plan.js';
import type { Digest } from '../../src/domain/digest.js';
import type { FunctionSpec } from '../../src/domain/function-spec.js';
import { imageUri, parseRepositoryUri } from '../../src/domain/image-reference.js';
import { stopIfAborted } from '../../src/errors/stop-if-aborted.js';
import type { Clock } from '../../src/ports/system.js';
import type { FaultRequest } from '../../src/region/faults.js';
import type { DeployDeps } from '../../src/services/deploy-deps.js';
import { createEffectLog } from '../../src/services/effect-log.js';
import { observeTarget } from '../../src/services/observe-target.js';
import type { ReleasedFunction, ReleaseTask } from '../../src/services/release-context.js';
import { releaseFunction } from '../../src/services/release-function.js';
import { specWith } from '../domain/functions.js';
import { type BuiltImage, buildImage } from '../region/ecr/push-image.js';
import { startTestRegion, type TestRegion, type TestRegionOptions } from '../region/test-region.js';

export interface ReleaseWorld {
  readonly region: TestRegion;
  readonly deps: DeployDeps;
  readonly clock: SteppingClock;
  /** What steps told about their progress. */
  readonly told: string[];
  /** Pushes a new image; its digest. */
  image(built?: BuiltImage): Promise<Digest>;
  /** Deploys as the pipeline does: looks at the function, then releases. */
  release(
    digest: Digest,
    changes?: Partial<FunctionSpec>,
    options?: ReleaseOptions,
  ): Promise<ReleasedFunction>;
  /** Operations that the region saw since the last call, in order; `mutating` only those that change something. */
  seen(only?: 'mutating'): string[];
  fault(fault: FaultRequest): void;
  close(): Promise<void>;
}

export interface ReleaseOptions {
  readonly waitTimeout?: number;
  readonly target?: Partial<FunctionTarget>;
  /** Runs after the look and before the release: somebody else. */
  readonly meanwhile?: () => Promise<unknown>;
  readonly deps?: Partial<DeployDeps>;
  readonly signal?: AbortSignal;
}

/** Sleeping takes no time but moves the region's clock; `slept` remembers each pause. */
export interface SteppingClock extends Clock {
  readonly slept: number[];
  /** Called after every pause with the number of pauses so far. */
  onSleep: (count: number) => void | Promise<void>;
}

const repository = 'app';

export async function startReleaseWorld(options: TestRegionOptions = {}): Promise<ReleaseWorld> {
  const region = await startTestRegion(options);
  const clock = steppingClock(region);
  const aws = createAwsAdapters({
    region: region.settings.region,
    endpoint: region.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const effects = createEffectLog();
  const engine = () => Promise.reject(new Error('no engine is needed here'));
  const sources = createGit(process.env);
  const unused = () => Promise.reject(new Error('no image is sent here'));
  const deps: DeployDeps = {
    archives: { open: unused, receive: unused },
    logins: { find: unused },
    layers: createLayerReader(),
    ...aws,
    registry: createRegistryClient(),
    sources,
    engine,
    hosting: engine,
    clock,
    effects,
  };
  const role = await region.role('app');
  const told: string[] = [];
  let logged = 0;
  return {
    region,
    deps,
    clock,
    told,
    async image(built = buildImage()) {
      await region.push(repository, `t-${built.digest.slice(-12)}`, built);
      return built.digest;
    },
    async release(
      digest,
      changes = {},
      { waitTimeout = 600_000, target, meanwhile, deps: others, signal } = {},
    ) {
      const spec = specWith(changes);
      const uri = imageUri(parseRepositoryUri(`${region.settings.host}/${repository}`), digest);
      const configuration = { role, ...spec.configuration };
      const wanted = { spec, configuration, createRole: false, ...target, digest };
      const observed = await observeTarget(spec, deps);
      await meanwhile?.();
      const task: ReleaseTask = {
        target: wanted,
        imageUri: uri,
        ...observed,
        waitTimeout,
        note: async () => 'lading/test',
      };
      const stop = signal ?? new AbortController().signal;
      return releaseFunction(task, { ...deps, ...others }, (text) => void told.push(text), stop);
    },
    seen(only) {
      const entries = region.requests().slice(logged);
      logged += entries.length;
      return entries.filter(({ mutating }) => !only || mutating).map(({ operation }) => operation);
    },
    fault: (fault) => region.faults.add(fault),
    async close() {
      aws.close();
      await region.close();
    },
  };
}

function steppingClock(region: TestRegion): SteppingClock {
  const slept: number[] = [];
  let now = createClock().now();
  const clock: SteppingClock = {
    slept,
    onSleep: () => undefined,
    now: () => now,
    async sleep(milliseconds, signal) {
      stopIfAborted(signal);
      slept.push(milliseconds);
      now += milliseconds;
      region.advance(milliseconds);
      await clock.onSleep(slept.length);
      stopIfAborted(signal);
    },
  };
  return clock;
}
