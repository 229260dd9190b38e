/** Pulls an image through the engine, with credentials that live in one request header only. */
import type { Digest } from '../../domain/digest.js';
import { parseImageReference } from '../../domain/image-reference.js';
import { AppError } from '../../errors/app-error.js';
import { diagnose } from '../../errors/diagnose.js';
import { registerSecret } from '../../errors/redact.js';
import type { PullEvent, PullRequest } from '../../ports/image-puller.js';
import { type EngineClient, registryHeader } from './engine-client.js';
import { generalFailure, readEngineFailure } from './engine-failure.js';
import { inspectImage } from './inspect-image.js';
import { type EngineMessage, failureText, readMessages } from './message-stream.js';

/**
 * As `ImagePuller.pull`. The image gets no name; `docker image prune` leaves it alone because the engine remembers its digest.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageCreate
 */
export async function pullImage(
  client: EngineClient,
  request: PullRequest,
  onEvent: (event: PullEvent) => void,
  signal: AbortSignal,
): Promise<Digest> {
  const known = await inspectImage(client, request.image);
  if (known) return known.id;
  try {
    await download(client, request, onEvent, signal);
  } catch (error) {
    throw (
      generalFailure(error, `pulling ${request.image}`, client.endpoint, signal) ??
      pullFailure(request, readEngineFailure(error).text, error)
    );
  }
  const pulled = await inspectImage(client, request.image);
  if (pulled) return pulled.id;
  throw pullFailure(request, 'the engine ended the pull without an error and does not have the image.');
}

async function download(
  client: EngineClient,
  request: PullRequest,
  onEvent: (event: PullEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const [name = '', digest = ''] = request.image.split('@');
  const stream = await client.stream({
    method: 'POST',
    path: '/images/create',
    query: { fromImage: name, tag: digest, platform: request.platform },
    headers: { 'X-Registry-Auth': registryAuth(request) },
    signal,
  });
  for await (const message of readMessages(stream)) {
    const failure = failureText(message);
    if (failure !== undefined) throw pullFailure(request, failure);
    const event = eventOf(message);
    if (event) onEvent(event);
  }
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/#section/Authentication */
function registryAuth({ image, credentials }: PullRequest): string {
  const header = registryHeader({ ...credentials, serveraddress: parseImageReference(image).host });
  registerSecret(credentials.password);
  registerSecret(header);
  return header;
}

const statuses: Readonly<Record<string, PullEvent['status']>> = {
  Downloading: 'downloading',
  Extracting: 'extracting',
  'Pull complete': 'done',
  'Already exists': 'done',
};

function eventOf({ id, status, progressDetail }: EngineMessage): PullEvent | undefined {
  const meaning = statuses[status ?? ''];
  if (id === undefined || meaning === undefined) return undefined;
  const { current, total } = progressDetail ?? {};
  return {
    layer: id,
    status: meaning,
    ...(current !== undefined && { current }),
    ...(total !== undefined && { total }),
  };
}

function pullFailure({ image }: PullRequest, text: string, cause?: unknown): AppError {
  const { repository } = parseImageReference(image);
  const row = diagnose(text, undefined, { repository });
  const missing = /manifest unknown|not found/i.test(text);
  return new AppError({
    code: row?.code ?? (missing ? 'IMAGE_NOT_FOUND' : 'REMOTE_REFUSED'),
    message: `Pulling ${image} into the container engine failed: ${text}${row ? `\n${row.cause}` : ''}`,
    suggestions: row?.suggestions ?? ['Run the command again: layers that are there are not pulled again.'],
    details: { image, ...(row && { diagnosis: row.id }) },
    cause,
  });
}
