/** One upload of one blob: opened at the registry, streamed, and taken up again where a broken connection left it. */
import { AppError } from '../../errors/app-error.js';
import type { BlobPush, BlobSource } from '../../ports/blob-store.js';
import type { HttpAnswer } from './http-exchange.js';
import { type RegistryContext, refusalOf } from './registry-failure.js';
import type { RegistryHttp, RegistryRequest } from './registry-http.js';
import { locateRepository } from './registry-location.js';

/** Where the registry expects the rest: its address changes with every answer. */
export interface UploadPosition {
  readonly location: URL;
  readonly offset: number;
}

export interface UploadTask {
  readonly source: BlobSource;
  readonly push: BlobPush;
  readonly context: RegistryContext;
}

/**
 * `mounted` when the registry took the blob from the repository it may be mounted from.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#mounting-a-blob-from-another-repository
 */
export async function openUpload(http: RegistryHttp, task: UploadTask): Promise<UploadPosition | 'mounted'> {
  const { source, push } = task;
  const { origin, repository } = locateRepository(push.repository);
  const url = new URL(`${origin}/v2/${repository}/blobs/uploads/`);
  if (push.mountFrom !== undefined) {
    url.searchParams.set('mount', source.digest);
    url.searchParams.set('from', push.mountFrom);
  }
  const answer = await http.send({ ...plain(task), method: 'POST', url });
  if (answer.status === 201) return drained(answer, 'mounted');
  if (answer.status !== 202) throw await refusalOf(answer, task.context);
  return drained(answer, { location: locationOf(answer, url), offset: 0 });
}

/**
 * Sends what is missing and closes the upload; the registry verifies the digest. From the first byte in one PUT, from a later
 * one in a PATCH and an empty PUT. Not repeated here: throws Node's own error when the connection breaks.
 */
export async function sendRest(
  http: RegistryHttp,
  position: UploadPosition,
  task: UploadTask,
): Promise<HttpAnswer> {
  const { source } = task;
  const { location, offset } = position;
  if (offset === 0)
    return http.sendOnce({ ...bytesFrom(0, task), method: 'PUT', url: withDigest(location, source.digest) });
  let end = location;
  if (offset < source.size) {
    const patched = await http.sendOnce({ ...bytesFrom(offset, task), method: 'PATCH', url: location });
    // 202 by the specification, 201 from ECR: https://github.com/aws/containers-roadmap/issues/2831
    if (patched.status < 200 || patched.status > 299) return patched;
    end = drained(patched, locationOf(patched, location));
  }
  return http.sendOnce({ ...plain(task), method: 'PUT', url: withDigest(end, source.digest) });
}

/** How much the registry has; undefined when it does not know the upload any more, or has nothing worth resuming. */
export async function findPosition(
  http: RegistryHttp,
  { location }: UploadPosition,
  task: UploadTask,
): Promise<UploadPosition | undefined> {
  const answer = await http.send({ ...plain(task), method: 'GET', url: location });
  const range = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers.range ?? '');
  // `0-0` is what registries say of an empty upload; one byte is not worth telling it apart.
  const last = Number(range?.[1] ?? 0);
  if ((answer.status !== 204 && answer.status !== 202) || last === 0 || last >= task.source.size)
    return drained(answer, undefined);
  return drained(answer, { location: locationOf(answer, location), offset: last + 1 });
}

function plain({
  push,
  context,
}: UploadTask): Pick<RegistryRequest, 'credentials' | 'context' | 'headers' | 'body'> {
  return { credentials: push.credentials, context, headers: {}, body: new Uint8Array(0) };
}

function bytesFrom(
  offset: number,
  { source, push, context }: UploadTask,
): Pick<RegistryRequest, 'credentials' | 'context' | 'headers' | 'body'> {
  return {
    credentials: push.credentials,
    context,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(source.size - offset),
      ...(offset > 0 && { 'content-range': `${offset}-${source.size - 1}` }),
    },
    body: counted(source, offset, push.onProgress),
  };
}

async function* counted(
  source: BlobSource,
  offset: number,
  onProgress: BlobPush['onProgress'],
): AsyncGenerator<Uint8Array> {
  let sent = offset;
  onProgress?.(sent);
  for await (const chunk of readable(source, offset)) {
    sent += chunk.byteLength;
    if (sent > source.size) break;
    yield chunk;
    onProgress?.(sent);
  }
  if (sent !== source.size)
    throw unreadable(
      source,
      `it has ${sent > source.size ? 'more' : 'fewer'} than the ${source.size} bytes it should have`,
    );
}

/** A source that fails is no broken connection: it is not tried again. */
async function* readable(source: BlobSource, offset: number): AsyncGenerator<Uint8Array> {
  try {
    yield* source.open(offset);
  } catch (error) {
    throw error instanceof AppError
      ? error
      : unreadable(source, error instanceof Error ? error.message : String(error), error);
  }
}

function unreadable({ digest }: BlobSource, why: string, cause?: unknown): AppError {
  return new AppError({
    code: 'PUSH_FAILED',
    message: `Cannot read the blob ${digest}: ${why}.`,
    details: { digest },
    cause,
  });
}

function locationOf({ headers }: HttpAnswer, base: URL): URL {
  return headers.location ? new URL(headers.location, base) : base;
}

function withDigest(location: URL, digest: string): URL {
  const url = new URL(location);
  url.searchParams.set('digest', digest);
  return url;
}

function drained<Value>(answer: HttpAnswer, value: Value): Value {
  answer.body.resume();
  return value;
}
