/** Pushes an image through the engine, with credentials that live in one request header only. */
import { parseImageReference } from '../../domain/image-reference.js';
import { AppError } from '../../errors/app-error.js';
import { registerSecret } from '../../errors/redact.js';
import type { EngineFacts, PushEvent, PushedImage, PushRequest } from '../../ports/container-engine.js';
import { apiAtLeast } from './describe-engine.js';
import { type EngineClient, registryHeader } from './engine-client.js';
import { generalFailure, readEngineFailure } from './engine-failure.js';
import { imagePath, inspectImage } from './inspect-image.js';
import { failureText, readMessages } from './message-stream.js';
import { pushFailure } from './push-failure.js';
import { PushProgress } from './push-progress.js';

/**
 * Names the image `repository:tag`, pushes that name and takes the name away again, so that the engine does not collect one
 * name a deployment. The name stays when the image has no other one: removing the last name removes the image, and with it
 * the classic builder's cache and what a repeated push needs. A name that was there before stays too.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImagePush
 * @throws PUSH_FAILED, TAG_IMMUTABLE, REPOSITORY_NOT_FOUND, ACCESS_DENIED, CREDENTIALS_REFUSED, THROTTLED, IMAGE_NOT_FOUND, INTERRUPTED
 */
export async function pushImage(
  client: EngineClient,
  facts: EngineFacts,
  request: PushRequest,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<PushedImage> {
  const name = `${request.repository}:${request.tag}`;
  const named = await nameImage(client, request, name, signal);
  try {
    return await runPush(client, facts, request, onEvent, signal);
  } catch (error) {
    throw (
      generalFailure(error, `pushing ${name}`, client.endpoint, signal) ??
      pushFailure(request, readEngineFailure(error).text, error)
    );
  } finally {
    if (named) await removeName(client, request, name);
  }
}

/** Whether the name is new for this image. */
async function nameImage(
  client: EngineClient,
  request: PushRequest,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    signal.throwIfAborted();
    const image = await inspectImage(client, request.imageId);
    if (!image) throw imageGone(request);
    if (image.tags.includes(name)) return false;
    await client.docker.getImage(request.imageId).tag({ repo: request.repository, tag: request.tag });
    return true;
  } catch (error) {
    throw (
      generalFailure(error, `pushing ${name}`, client.endpoint, signal) ??
      pushFailure(request, readEngineFailure(error).text, error)
    );
  }
}

async function runPush(
  client: EngineClient,
  { apiVersion, imageStore }: EngineFacts,
  request: PushRequest,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<PushedImage> {
  const [os, architecture] = request.platform.split('/');
  // Without it a containerd store pushes the index, attestations included. Older engines do not know the parameter.
  const single = imageStore === 'containerd' || apiAtLeast(apiVersion, '1.46');
  const stream = await client.stream({
    method: 'POST',
    path: `/images/${imagePath(request.repository)}/push`,
    query: { tag: request.tag, platform: single ? JSON.stringify({ os, architecture }) : undefined },
    headers: { 'X-Registry-Auth': registryAuth(request) },
    signal,
  });
  const progress = new PushProgress(onEvent);
  let failure: string | undefined;
  for await (const message of readMessages(stream)) {
    progress.take(message);
    failure ??= failureText(message);
  }
  if (failure !== undefined) throw pushFailure(request, failure);
  const result = progress.result();
  if (!result) throw pushFailure(request, 'the engine ended the push without a digest and without an error.');
  return result;
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/#section/Authentication */
function registryAuth({ repository, credentials }: PushRequest): string {
  const { host } = parseImageReference(repository);
  const header = registryHeader({ ...credentials, serveraddress: host });
  registerSecret(credentials.password);
  registerSecret(header);
  return header;
}

/** Best effort: a name too many in the engine is no reason to call a push failed, or to hide why one did. */
async function removeName(client: EngineClient, { imageId }: PushRequest, name: string): Promise<boolean> {
  try {
    const image = await inspectImage(client, imageId);
    if (!image || image.tags.every((tag) => tag === name)) return false;
    await client.docker.getImage(imagePath(name)).remove({ noprune: true });
    return true;
  } catch {
    return false;
  }
}

function imageGone({ imageId, repository, tag }: PushRequest): AppError {
  return new AppError({
    code: 'IMAGE_NOT_FOUND',
    message: `Image ${imageId} is not in the container engine any more, so it cannot be pushed to ${repository}:${tag}.`,
    suggestions: [
      'Build it again: lading deploy',
      'Look for a clean-up job (docker system prune) that runs at the same time.',
    ],
    details: { imageId, repository, tag },
  });
}
