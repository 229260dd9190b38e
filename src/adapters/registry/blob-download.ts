/** Blobs from a registry: small ones into memory, large ones as a stream that survives broken connections. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Digest, digestOf } from '../../domain/digest.js';
import type { RepositoryUri } from '../../domain/image-reference.js';
import { AppError } from '../../errors/app-error.js';
import type { BlobStore } from '../../ports/blob-store.js';
import type { RegistryCredentials } from '../../ports/container-engine.js';
import type { ImageRegistry } from '../../ports/image-registry.js';
import type { HttpAnswer } from './http-exchange.js';
import { connectionFailure, type RegistryContext, refusalOf } from './registry-failure.js';
import type { RegistryHttp, RegistryRequest } from './registry-http.js';
import { locateRepository } from './registry-location.js';
import { mayRepeat, pause } from './retry-pause.js';

const largestInMemory = 8 * 1024 * 1024;

interface BlobRequest {
  readonly repository: RepositoryUri;
  readonly digest: Digest;
  readonly credentials: RegistryCredentials;
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs */
export function readBlob(http: RegistryHttp): ImageRegistry['readBlob'] {
  return async (repository, digest, credentials) => {
    const blob = { repository, digest, credentials };
    const { answer, bytes } = await http.read(
      requestFor(blob, 0),
      largestInMemory,
      `The blob ${digest} of ${repository}`,
    );
    if (!bytes) throw await refusal(answer, blob);
    requireDigest(digestOf(bytes), blob);
    return bytes;
  };
}

export function openBlob(http: RegistryHttp): BlobStore['openBlob'] {
  return async (repository, digest, credentials, offset = 0) => {
    const blob = { repository, digest, credentials };
    return stream(http, blob, await request(http, blob, offset), offset);
  };
}

/** Asks again from the last byte that arrived; five breaks without a new byte end it. */
async function* stream(
  http: RegistryHttp,
  blob: BlobRequest,
  first: HttpAnswer,
  offset: number,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let answer = first;
  let received = offset;
  for (let breaks = 0; ; ) {
    try {
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        breaks = 0;
        received += chunk.byteLength;
        hash.update(chunk);
        yield chunk;
      }
      break;
    } catch (error) {
      const failure = connectionFailure(error, contextOf(blob));
      breaks += 1;
      if (failure.code !== 'REMOTE_UNAVAILABLE' || !mayRepeat('transient', breaks)) throw failure;
      await pause('transient', breaks, http.signal);
      answer = await request(http, blob, received);
    }
  }
  if (offset === 0) requireDigest(`sha256:${hash.digest('hex')}` as Digest, blob);
}

async function request(http: RegistryHttp, blob: BlobRequest, from: number): Promise<HttpAnswer> {
  const answer = await http.send(requestFor(blob, from));
  if (answer.status === 206 && from > 0) return answer;
  if (answer.status !== 200) throw await refusal(answer, blob);
  // A registry may ignore the range and start again.
  return from > 0 ? { ...answer, body: Readable.from(skip(answer.body, from)) } : answer;
}

function requestFor(blob: BlobRequest, from: number): RegistryRequest {
  const { origin, repository } = locateRepository(blob.repository);
  return {
    method: 'GET',
    url: new URL(`${origin}/v2/${repository}/blobs/${blob.digest}`),
    headers: from > 0 ? { range: `bytes=${from}-` } : {},
    credentials: blob.credentials,
    context: contextOf(blob),
  };
}

async function* skip(body: Readable, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const dropped = Math.min(left, chunk.byteLength);
    left -= dropped;
    if (dropped < chunk.byteLength) yield chunk.subarray(dropped);
  }
}

async function refusal(answer: HttpAnswer, blob: BlobRequest): Promise<AppError> {
  if (answer.status !== 404) return refusalOf(answer, contextOf(blob));
  answer.body.resume();
  return new AppError({
    code: 'IMAGE_NOT_FOUND',
    message: `${blob.repository} has no blob ${blob.digest}.`,
    details: { repository: blob.repository, digest: blob.digest },
  });
}

function contextOf({ repository: uri, digest }: BlobRequest): RegistryContext {
  const { host, repository } = locateRepository(uri);
  return { doing: `Reading the blob ${digest} of ${uri}`, host, repository, otherwise: 'REMOTE_REFUSED' };
}

function requireDigest(actual: Digest, { repository, digest }: BlobRequest): void {
  if (actual === digest) return;
  throw new AppError({
    code: 'DIGEST_MISMATCH',
    message: `${repository} served the blob ${digest} with the digest ${actual}.`,
    suggestions: ['Run it again; if it stays, look for a proxy that rewrites content.'],
    details: { repository, expected: digest, actual },
  });
}
