/** Moves images in and out of the engine as `docker save` archives, streamed. */
import { addAbortSignal, type Readable } from 'node:stream';
import { AppError } from '../../errors/app-error.js';
import type { EngineClient } from './engine-client.js';
import { generalFailure, readEngineFailure } from './engine-failure.js';
import { imagePath } from './inspect-image.js';
import { failureText, readMessages } from './message-stream.js';

/**
 * The image as a tar stream; its reader sets the pace.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageGet
 * @throws IMAGE_NOT_FOUND, ENGINE_UNREACHABLE, INTERRUPTED, REMOTE_REFUSED
 */
export async function exportImage(
  client: EngineClient,
  reference: string,
  signal: AbortSignal,
): Promise<Readable> {
  try {
    return await client.stream({ method: 'GET', path: `/images/${imagePath(reference)}/get`, signal });
  } catch (error) {
    const general = generalFailure(error, `exporting ${reference}`, client.endpoint, signal);
    if (general) throw general;
    const { status, text } = readEngineFailure(error);
    throw new AppError({
      code: status === 404 ? 'IMAGE_NOT_FOUND' : 'REMOTE_REFUSED',
      message: `The container engine cannot export image ${reference}: ${text}`,
      suggestions: ['List what it has: docker images --digests'],
      details: { reference },
      cause: error,
    });
  }
}

/**
 * The names, or ids where there is no name, of the images in the archive.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageLoad
 * @throws IMAGE_UNSUITABLE when the engine cannot read the archive, ENGINE_UNREACHABLE, INTERRUPTED
 */
export async function loadImages(
  client: EngineClient,
  archive: Readable,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const stream = await client.stream({
      method: 'POST',
      path: '/images/load',
      query: { quiet: 1 },
      body: addAbortSignal(signal, archive),
      signal,
    });
    const loaded: string[] = [];
    for await (const message of readMessages(stream)) {
      const failure = failureText(message);
      if (failure !== undefined) throw unreadable(failure);
      const name = /^Loaded image(?: ID)?: (\S+)/.exec(message.stream ?? '')?.[1];
      if (name !== undefined) loaded.push(name);
    }
    if (loaded.length === 0) throw unreadable('it named no image.');
    return loaded;
  } catch (error) {
    throw (
      generalFailure(error, 'loading an image archive', client.endpoint, signal) ??
      unreadable(readEngineFailure(error).text, error)
    );
  }
}

function unreadable(text: string, cause?: unknown): AppError {
  return new AppError({
    code: 'IMAGE_UNSUITABLE',
    message: `The container engine could not load the image archive: ${text}`,
    suggestions: ['Make it again: docker save IMAGE -o image.tar'],
    cause,
  });
}
