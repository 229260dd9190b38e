/** Builds an image: sends the context, follows the build and makes sure of what came out. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Platform } from '../../domain/architecture.js';
import { type Digest, isDigest } from '../../domain/digest.js';
import { AppError } from '../../errors/app-error.js';
import type { BuildEvent, BuildRequest } from '../../ports/container-engine.js';
import { type BuildChannel, openChannel } from './build-channel.js';
import { type BuildContext, locateContext } from './build-context.js';
import { buildFailure } from './build-failure.js';
import { ClassicProgress } from './classic-progress.js';
import { packContext } from './context-archive.js';
import { openUpload } from './context-upload.js';
import type { EngineSurroundings } from './docker-config.js';
import type { EngineClient } from './engine-client.js';
import { generalFailure, readEngineFailure } from './engine-failure.js';
import { inspectImage } from './inspect-image.js';
import { type EngineMessage, failureText, readMessages } from './message-stream.js';
import { StepLog } from './step-log.js';

export interface BuildTask {
  readonly client: EngineClient;
  readonly request: BuildRequest;
  readonly builder: BuildChannel['builder'];
  readonly surroundings: EngineSurroundings;
  readonly onEvent: (event: BuildEvent) => void;
  /** Ends the request, and with it the build in the engine. */
  readonly signal: AbortSignal;
}

/**
 * The id of the image that the engine made. It carries a local name made from folder, Dockerfile, target and platform, which
 * the next such build takes over, so that a clean-up of unnamed images between build and push does not take it.
 * No attestations are asked for: they would make an index of it, which Lambda refuses.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageBuild
 * @throws BUILD_FAILED, DOCKERFILE_NOT_FOUND, ARCHITECTURE_MISMATCH, ENGINE_UNREACHABLE, INTERRUPTED
 */
export async function buildImage(task: BuildTask): Promise<Digest> {
  const { client, request, signal } = task;
  const log = new StepLog(task.onEvent);
  try {
    signal.throwIfAborted();
    const context = await locateContext(request);
    const channel = await openChannel(client, task.builder, request, context, task.surroundings);
    try {
      const id = await runBuild(task, context, channel, log);
      await requirePlatform(client, id, request.platform);
      return id;
    } finally {
      channel.close();
    }
  } catch (error) {
    const general = generalFailure(error, `building ${request.context}`, client.endpoint, signal);
    throw general ?? buildFailure(request, readEngineFailure(error).text, log.failedStep(), error);
  }
}

async function runBuild(
  task: BuildTask,
  context: BuildContext,
  channel: BuildChannel,
  log: StepLog,
): Promise<Digest> {
  const { client, request, signal, onEvent } = task;
  const upload = openUpload(packContext(context, channel.builder), (bytes) =>
    onEvent({ kind: 'context', bytes }),
  );
  try {
    const query = buildQuery(request, context, channel);
    const stream = await client.stream({
      method: 'POST',
      path: '/build',
      query,
      body: upload.body,
      headers: channel.headers,
      signal,
    });
    return await followBuild(stream, request, channel, log);
  } catch (error) {
    // A file of the context that cannot be read breaks the request; the file is what the user has to hear of.
    const broken = signal.aborted ? undefined : upload.failure();
    throw broken
      ? buildFailure(request, `the build context cannot be read: ${broken.message}`, undefined, broken)
      : error;
  } finally {
    upload.body.destroy();
  }
}

function buildQuery(
  request: BuildRequest,
  context: BuildContext,
  { builder, session }: BuildChannel,
): Record<string, string | number | undefined> {
  return {
    version: builder === 'buildkit' ? 2 : 1,
    session,
    dockerfile: context.dockerfile,
    t: localName(request),
    buildargs: JSON.stringify(request.args),
    platform: request.platform,
    target: request.target,
    nocache: request.noCache ? 1 : undefined,
    rm: 1,
    forcerm: 1,
  };
}

async function followBuild(
  stream: Readable,
  request: BuildRequest,
  { builder }: BuildChannel,
  log: StepLog,
): Promise<Digest> {
  const classic = new ClassicProgress(log);
  // Loaded while the engine builds.
  const { followBuildKit } = await import('./buildkit-progress.js');
  let id: Digest | undefined;
  let failure: string | undefined;
  for await (const message of readMessages(stream)) {
    if (builder === 'buildkit') followBuildKit(message, log);
    else classic.take(message);
    id = imageId(message) ?? id;
    failure ??= failureText(message);
  }
  if (failure !== undefined) throw buildFailure(request, failure, log.failedStep());
  if (!id)
    throw buildFailure(
      request,
      'the engine ended the build without an image and without an error.',
      log.failedStep(),
    );
  classic.end();
  return id;
}

function imageId({ aux }: EngineMessage): Digest | undefined {
  const { ID } = typeof aux === 'object' && aux !== null ? (aux as { ID?: unknown }) : {};
  return typeof ID === 'string' && isDigest(ID) ? ID : undefined;
}

/** The classic builder takes a cached or local base of another architecture without a word. */
async function requirePlatform(client: EngineClient, id: Digest, platform: Platform): Promise<void> {
  const image = await inspectImage(client, id);
  const built = `${image?.os}/${image?.architecture}`;
  if (!image || built === platform) return;
  throw new AppError({
    code: 'ARCHITECTURE_MISMATCH',
    message: `The engine was asked for ${platform} and built ${built} (image ${id}). Nothing was pushed.`,
    suggestions: [
      `Give the base image its platform: FROM --platform=${platform} …`,
      `Make sure that the base image exists for it: docker pull --platform ${platform} IMAGE`,
      `Or choose the architecture ${image.architecture === 'arm64' ? 'arm64' : 'x86_64'} for the function.`,
    ],
    details: { wanted: platform, built, imageId: id },
  });
}

function localName({ context, dockerfile, target, platform }: BuildRequest): string {
  const definition = JSON.stringify([context, dockerfile, target ?? '', platform]);
  return `lading/build:${createHash('sha256').update(definition).digest('hex').slice(0, 12)}`;
}
