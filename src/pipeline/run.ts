/** Gets a function ready to be run on this machine: the configuration of a deployed one, the image, what it may use. */
import type { ObservedFunction } from '../domain/function-state.js';
import { checkImageFacts } from '../domain/image-checks.js';
import type { ContainerEngine, LocalImage } from '../ports/container-engine.js';
import type { FunctionHosting, HostedFunction, LogLine } from '../ports/function-host.js';
import type { SandboxEngine } from '../ports/sandbox-engine.js';
import { stopOnErrors } from '../services/check-image.js';
import type { Invoked } from '../services/invoke-function.js';
import { hostedFunction } from '../services/run/hosted-function.js';
import { obtainImage } from '../services/run/obtain-image.js';
import { readModel } from '../services/run/read-model.js';
import { runOnce } from '../services/run/run-once.js';
import type { RunDeps, RunRequest } from '../services/run/run-request.js';
import { unlessAborted } from '../services/unless-aborted.js';
import { describeBuild, describePull } from './describe-progress.js';
import { type PipelineRunner, pipeline, type Step } from './step.js';

export interface RunTools {
  readonly deps: RunDeps;
  readonly runner: PipelineRunner;
  readonly signal: AbortSignal;
  readonly hosting: () => Promise<FunctionHosting>;
  readonly sandboxes: () => Promise<Pick<SandboxEngine, 'network'>>;
  readonly onLog: (line: LogLine) => void;
}

export interface PrepareTools extends Pick<RunTools, 'deps' | 'runner' | 'signal'> {
  /** From `prepareNetwork`. */
  readonly network: Promise<unknown>;
}

interface WithModel extends RunRequest {
  readonly model: ObservedFunction | undefined;
}

/**
 * Builds and pulls nothing where sandboxes could not run it.
 * @throws what obtaining the image throws; FUNCTION_NOT_FOUND; CREDENTIALS_MISSING; IMAGE_UNSUITABLE for what Lambda would not
 *   take; SANDBOX_FAILED
 */
export function prepareRun(
  request: RunRequest,
  { deps, runner, signal, network }: PrepareTools,
): Promise<HostedFunction> {
  const start = pipeline<RunRequest>();
  const image = imageStep(deps, network);
  const steps = request.like ? start.next(modelStep(deps)).next(image) : start.next(image);
  return runner.run<RunRequest, HostedFunction>(steps, request, signal);
}

/** One event. @throws as `prepareRun`; SANDBOX_FAILED */
export async function runEvent(
  request: RunRequest,
  event: string,
  tools: RunTools,
): Promise<{ readonly hosted: HostedFunction; readonly invoked: Invoked }> {
  const network = prepareNetwork(request, tools);
  const [hosted, hosting] = await Promise.all([prepareRun(request, { ...tools, network }), tools.hosting()]);
  const host = hosting.host(hosted, tools.onLog);
  return { hosted, invoked: await runOnce(event, hosted, host, tools.signal) };
}

/** Begins what a sandbox needs and an image does not. Where that fails, `prepareRun` says why. */
export function prepareNetwork(
  { place }: RunRequest,
  { sandboxes }: Pick<RunTools, 'sandboxes'>,
): Promise<unknown> {
  const network = sandboxes().then((engine) => engine.network(place.network));
  // What fails before anybody waits for it is told first.
  network.catch(() => undefined);
  return network;
}

function modelStep(deps: RunDeps): Step<RunRequest, WithModel> {
  return {
    id: 'like',
    title: 'Read the deployed function',
    async run(state, report) {
      const { functions } = await deps.account();
      const model = state.like && (await readModel(state.like, functions));
      if (model) report.outcome(`${model.name}:${model.version}`);
      return { ...state, model };
    },
  };
}

function imageStep(
  deps: RunDeps,
  network: Promise<unknown>,
): Step<RunRequest & Partial<WithModel>, HostedFunction> {
  return {
    id: 'image',
    title: 'Get the image',
    async run(state, report, signal) {
      await unlessAborted(network, signal);
      const build = describeBuild(report);
      const progress = { onBuild: build.onEvent, onPull: describePull(report) };
      const asked = [
        obtainImage(state, state.model, deps, progress, signal),
        state.aws ? deps.account().then(({ credentials }) => credentials.read()) : undefined,
      ] as const;
      const [image, credentials] = await Promise.all(asked);
      const hosted = hostedFunction(state, { image, model: state.model, credentials });
      for (const { message } of suit(image, hosted, state)) report.warn(message);
      report.outcome(`${image.id.slice(0, 19)}${build.summary()}`);
      return hosted;
    },
  };
}

/** Warnings. What Lambda would refuse is not run here either. */
function suit(
  image: LocalImage,
  { architecture, imageConfig, environment }: HostedFunction,
  request: RunRequest,
): ReturnType<typeof stopOnErrors> {
  const { id: _id, size, ...facts }: NonNullable<Awaited<ReturnType<ContainerEngine['inspect']>>> = image;
  const findings = checkImageFacts(
    { ...facts, uncompressedBytes: size },
    request.architecture ?? architecture,
    imageConfig,
    environment,
  );
  return stopOnErrors(findings, 'The image', 'Nothing was started.');
}
