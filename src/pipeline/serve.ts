/** Runs a function on this machine and answers for it until it is told to stop. */
import type { ContextWatch, ContextWatcher } from '../ports/context-watcher.js';
import type { FrontTarget, FunctionFrontRequest, OpenFunctionFront } from '../ports/function-front.js';
import type { FunctionHosting, HostedFunction, InitOutcome } from '../ports/function-host.js';
import type { KeptImages } from '../ports/kept-images.js';
import type { Clock } from '../ports/system.js';
import { type Changes, createChanges } from '../services/run/changes.js';
import { explainInit, type InitExplanation } from '../services/run/explain-init.js';
import { keepCurrent, type WatchNews } from '../services/run/keep-current.js';
import type { RunRequest } from '../services/run/run-request.js';
import { createServingHost, type ServingHost } from '../services/run/serving-host.js';
import { createPlainRunner } from './plain-runner.js';
import { prepareNetwork, prepareRun, type RunTools } from './run.js';

export interface ServeRequest extends RunRequest, Pick<FunctionFrontRequest, 'port' | 'face' | 'http'> {
  readonly watch: boolean;
}

export interface Served {
  readonly url: string;
  readonly hosted: HostedFunction;
  readonly init: InitOutcome;
  /** Why it is not ready. */
  readonly trouble?: InitExplanation;
}

export type ServeNews = WatchNews;

export interface ServeTools extends RunTools {
  readonly openFront: OpenFunctionFront;
  readonly watcher: ContextWatcher;
  readonly clock: Clock;
  readonly keptImages: () => Promise<Pick<KeptImages, 'discard'>>;
  /** Told once it answers, also when its init has failed. */
  readonly onServed: (served: Served) => Promise<void>;
  readonly onNews: (news: ServeNews) => void;
  /** Something that is not the function's doing prevented an event. */
  readonly onError: (error: unknown) => void;
}

/** Milliseconds. */
const quiet = 150;

/**
 * Resolves when the signal fires and nothing listens any more; whoever gave the hosting closes it.
 * @throws PORT_TAKEN before anything is built or started; what `prepareRun` throws; SANDBOX_FAILED
 */
export async function serve(request: ServeRequest, tools: ServeTools): Promise<void> {
  const { openFront, onError, signal } = tools;
  let found: (target: FrontTarget) => void = () => undefined;
  const target = new Promise<FrontTarget>((resolve) => {
    found = resolve;
  });
  const { port, face, http } = request;
  const front = await openFront({ port, face, http, target, onError });
  const changes = createChanges(quiet, tools.clock, signal);
  let watch: ContextWatch | undefined;
  try {
    const network = prepareNetwork(request, tools);
    // Before the build, so that no change falls between the two.
    watch = await watchContext(request, tools, changes);
    const [hosted, hosting] = await Promise.all([
      prepareRun(request, { ...tools, network }),
      tools.hosting(),
    ]);
    const host = hosting.host(hosted, tools.onLog);
    const serving = createServingHost(host);
    const warming = host.warm(signal);
    found({ function: hosted, host: serving });
    const init = await warming;
    const trouble = init.kind === 'ready' ? undefined : explainInit(init, hosted.name);
    await tools.onServed({ url: front.url, hosted, init, ...(trouble && { trouble }) });
    if (watch) await follow(request, tools, { hosted, hosting, serving, changes, network });
    else await fired(signal);
  } finally {
    watch?.close();
    await front.close();
  }
}

interface Running {
  readonly hosted: HostedFunction;
  readonly hosting: FunctionHosting;
  readonly serving: ServingHost;
  readonly changes: Changes;
  readonly network: Promise<unknown>;
}

async function watchContext(
  { image, watch }: ServeRequest,
  { watcher }: ServeTools,
  { add }: Changes,
): Promise<ContextWatch | undefined> {
  return watch && image.kind === 'build' ? watcher.watch(image.desired.image, add) : undefined;
}

async function follow(
  request: ServeRequest,
  tools: ServeTools,
  { hosted, hosting, serving, changes, network }: Running,
): Promise<void> {
  // What the function logs meanwhile would be lost among lines about steps; a failure tells the end of its own.
  const runner = createPlainRunner({ now: tools.clock.now, write: () => undefined, verbose: false });
  await keepCurrent(
    hosted,
    {
      changes,
      build: () => prepareRun(request, { ...tools, runner, network }),
      host: (next) => hosting.host(next, tools.onLog),
      serving,
      exclusive: request.place.debugPort !== undefined,
      tell: tools.onNews,
      // An image too many is no reason to stop.
      discard: (imageId) =>
        tools
          .keptImages()
          .then((images) => images.discard(imageId))
          .catch(() => false),
    },
    tools.signal,
  );
}

async function fired(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
