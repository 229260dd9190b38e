/** Deploys of images that the region holds already: the whole pipeline without a container engine. */
import type { DesiredDeployment } from '../../src/domain/desired-deployment.js';
import { parseRepositoryName, parseTag } from '../../src/domain/image-reference.js';
import { parseImageSource } from '../../src/domain/image-source.js';
import { deploy, type PipelineTools } from '../../src/pipeline/deploy.js';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { DeployRequest } from '../../src/pipeline/deploy-state.js';
import { createPlainRunner } from '../../src/pipeline/plain-runner.js';
import { type PlanResult, plan } from '../../src/pipeline/plan.js';
import { type PushResult, push } from '../../src/pipeline/push.js';
import { createStopwatch } from '../../src/pipeline/stopwatch.js';
import { specWith } from '../domain/functions.js';
import { type BuiltImage, buildImage } from '../region/ecr/push-image.js';
import { type ReleaseWorld, startReleaseWorld } from '../services/release-world.js';

export interface DeployWorld extends ReleaseWorld {
  readonly role: string;
  /** Lines that a terminal would get on stderr. */
  readonly lines: string[];
  /** Pushes a new image under a tag of repository `app`; the reference. */
  push(tag: string, built?: BuiltImage): Promise<string>;
  deploy(reference: string, changes?: RequestChanges): Promise<DeployResult>;
  /** `lading push` of a reference. */
  pushAgain(reference: string, changes?: RequestChanges): Promise<PushResult>;
  plan(reference: string, changes?: RequestChanges): Promise<PlanResult>;
}

export interface RequestChanges {
  readonly desired?: Partial<DesiredDeployment>;
  readonly tags?: readonly string[];
  readonly signal?: AbortSignal;
}

export async function startDeployWorld(): Promise<DeployWorld> {
  const world = await startReleaseWorld();
  const role = await world.region.role('deploy');
  const lines: string[] = [];
  const toolsWith = (signal = new AbortController().signal): PipelineTools => ({
    deps: world.deps,
    runner: createPlainRunner({
      now: world.clock.now,
      write: (line) => void lines.push(line),
      verbose: false,
    }),
    stopwatch: createStopwatch(world.clock.now),
    signal,
  });
  const requestFor = (reference: string, { desired, tags = [] }: RequestChanges): DeployRequest => ({
    desired: {
      name: 'app',
      repository: { name: parseRepositoryName('app'), settings: {} },
      image: { context: '/nowhere', dockerfile: 'Dockerfile', args: {} },
      architecture: 'x86_64',
      functions: [specWith({ role })],
      ...desired,
    },
    source: parseImageSource(reference),
    extraTags: tags.map(parseTag),
    waitTimeout: 60_000,
    noCache: false,
    atomic: false,
  });
  return {
    ...world,
    role,
    lines,
    push: (tag, built = buildImage()) => world.region.push('app', tag, built),
    deploy: (reference, changes = {}) => deploy(requestFor(reference, changes), toolsWith(changes.signal)),
    pushAgain: (reference, changes = {}) => push(requestFor(reference, changes), toolsWith(changes.signal)),
    plan: (reference, changes = {}) => plan(requestFor(reference, changes), toolsWith(changes.signal)),
  };
}
