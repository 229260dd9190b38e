/** A container made of an image and never started: the engine then answers for the files in it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Digest } from '../../domain/digest.js';
import type { FileEntry } from '../../domain/image-files/file-entry.js';
import { AppError } from '../../errors/app-error.js';
import type { ImageContainer } from '../../ports/container-engine.js';
import type { EngineClient } from './engine-client.js';
import { generalFailure, interrupted, readEngineFailure } from './engine-failure.js';
import { parsePathStat } from './path-stat.js';

/** Marks the containers, should a killed process leave one: `docker container prune --filter label=dev.lading.check`. */
export const checkLabel = 'dev.lading.check';

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerCreate */
export async function openImageContainer(
  client: EngineClient,
  imageId: Digest,
  signal: AbortSignal,
): Promise<ImageContainer> {
  const doing = `looking into image ${imageId}`;
  if (signal.aborted) throw interrupted(doing);
  const container = await createContainer(client, imageId);
  let removed: Promise<void> | undefined;
  const remove = () => {
    removed ??= removeContainer(container);
    return removed;
  };
  // Not given to the request: an engine that is left alone with it would keep a container whose id nobody knows.
  if (signal.aborted) {
    await remove();
    throw interrupted(doing);
  }
  return {
    stat: (path, stop) => readStat(client, container, path, stop),
    archive: (path, stop) => openArchive(client, container, path, stop),
    remove,
  };
}

async function createContainer(client: EngineClient, imageId: Digest): Promise<Docker.Container> {
  try {
    return await client.docker.createContainer({
      name: `lading-check-${randomUUID()}`,
      Image: imageId,
      // An image may have nothing to start, which the engine would refuse. It is never started anyway.
      Cmd: ['never-started'],
      // The engine creates the working directory with the container: a missing one would be there then.
      WorkingDir: '/',
      NetworkDisabled: true,
      Labels: { [checkLabel]: '' },
    });
  } catch (error) {
    const general = generalFailure(error, `looking into image ${imageId}`, client.endpoint);
    if (general) throw general;
    const { status, text } = readEngineFailure(error);
    throw new AppError({
      code: status === 404 ? 'IMAGE_NOT_FOUND' : 'REMOTE_REFUSED',
      message: `The container engine does not let us look into image ${imageId}: ${text}`,
      suggestions: ['List what it has: docker images --digests'],
      details: { imageId },
      cause: error,
    });
  }
}

/** With the volumes that the image asks for. Best effort: the label says what it was, and a check is no reason to fail. */
async function removeContainer(container: Docker.Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch(() => undefined);
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerArchiveInfo */
async function readStat(
  client: EngineClient,
  container: Docker.Container,
  path: string,
  signal: AbortSignal,
): Promise<FileEntry | undefined> {
  const response = await answer(client, path, signal, () =>
    container.infoArchive({ path, abortSignal: signal }),
  );
  if (!response) return undefined;
  response.resume();
  const header = response.headers['x-docker-container-path-stat'];
  return parsePathStat(path, typeof header === 'string' ? header : '');
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerArchive */
async function openArchive(
  client: EngineClient,
  container: Docker.Container,
  path: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const stream = await answer(client, path, signal, () =>
    container.getArchive({ path, abortSignal: signal }),
  );
  return stream ? readAll(client, stream, path, signal) : Readable.from([]);
}

async function* readAll(
  client: EngineClient,
  stream: Readable,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw generalFailure(error, `reading ${path} of an image`, client.endpoint, signal) ?? error;
  }
}

/** Undefined when the path does not exist in the image. */
async function answer(
  client: EngineClient,
  path: string,
  signal: AbortSignal,
  ask: () => Promise<unknown>,
): Promise<IncomingMessage | undefined> {
  try {
    return (await ask()) as IncomingMessage;
  } catch (error) {
    const general = generalFailure(error, `reading ${path} of an image`, client.endpoint, signal);
    if (general) throw general;
    const { status, text } = readEngineFailure(error);
    if (status === 404) return undefined;
    throw new AppError({
      code: 'REMOTE_REFUSED',
      message: `The container engine refused to read ${path} of an image: ${text}`,
      cause: error,
    });
  }
}
