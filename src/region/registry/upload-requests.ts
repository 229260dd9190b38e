/** Uploads of blobs: in one piece, in chunks, resumed, mounted from another repository, or given up. */
import { type Digest, isDigest } from '../../domain/digest.js';
import { listImages } from '../ecr/find-images.js';
import { findRepository } from '../ecr/find-repository.js';
import { cancelUpload, findUpload, finishUpload, startUpload } from '../ecr/layer-uploads.js';
import { parseContentRange } from './byte-ranges.js';
import { registryError } from './registry-error.js';
import { answerEmpty, type RegistryExchange, unsupportedMethod } from './registry-exchange.js';

/** POST: a new upload, or with `mount` or `digest` maybe the whole push of a blob at once. */
export async function answerUploads(exchange: RegistryExchange, name: string): Promise<void> {
  if (exchange.request.method !== 'POST') throw unsupportedMethod(exchange);
  findRepository(exchange.context, { repositoryName: name });
  const { searchParams } = exchange.url;
  if (mount(exchange, name, searchParams.get('mount') ?? '', searchParams.get('from') ?? '')) return;
  const digest = searchParams.has('digest') ? readDigest(exchange) : undefined;
  const id = await startUpload(exchange.context, name);
  if (digest === undefined) return answerProgress(exchange, name, id, 0, 202);
  await appendBody(exchange, name, id);
  await finish(exchange, name, id, digest);
}

/** PATCH, PUT, GET and DELETE of an upload that exists. */
export async function answerUpload(exchange: RegistryExchange, name: string, id: string): Promise<void> {
  const { context, request } = exchange;
  findRepository(context, { repositoryName: name });
  if (!findUpload(context, name, id)) throw unknownUpload(id);
  if (request.method === 'PATCH') {
    const size = await appendBody(exchange, name, id);
    // 201 where the specification says 202: https://github.com/aws/containers-roadmap/issues/2831
    if (size !== undefined) answerProgress(exchange, name, id, size, 201);
  } else if (request.method === 'PUT') {
    const digest = readDigest(exchange);
    if ((await appendBody(exchange, name, id)) !== undefined) await finish(exchange, name, id, digest);
  } else if (request.method === 'GET') {
    const size = await context.blobs.uploadSize(id);
    if (size === undefined) throw unknownUpload(id);
    answerProgress(exchange, name, id, size, 204);
  } else if (request.method === 'DELETE') {
    await cancelUpload(context, id);
    answerEmpty(exchange, 204);
  } else {
    throw unsupportedMethod(exchange);
  }
}

/**
 * True when the blob is now in the repository without an upload. As in ECR only a blob that an image of the other repository
 * uses can be mounted; otherwise the client is given an upload (https://github.com/aws/containers-roadmap/issues/2860).
 */
function mount(exchange: RegistryExchange, name: string, digest: string, from: string): boolean {
  const { tables } = exchange.context;
  const size = tables.layers.get(`${from}@${digest}`);
  const used = () =>
    listImages(tables, from).some(({ layers }) => layers.some((layer) => layer.digest === digest));
  if (size === undefined || !used()) return false;
  tables.layers.put(`${name}@${digest}`, size);
  answerStored(exchange, name, digest);
  return true;
}

/** The size after the body was added; undefined when the chunk did not fit and the client was told where to go on. */
async function appendBody(exchange: RegistryExchange, name: string, id: string): Promise<number | undefined> {
  const { context, request } = exchange;
  const outcome = await context.blobs.append(id, request, chunkStart(exchange));
  if (outcome.kind === 'appended') return outcome.size;
  if (outcome.kind === 'unknown-upload') throw unknownUpload(id);
  if (outcome.kind === 'busy') {
    throw registryError('BLOB_UPLOAD_INVALID', `another request is writing to upload ${id}`, 409);
  }
  answerProgress(exchange, name, id, outcome.size, 416);
  return undefined;
}

function chunkStart({ request }: RegistryExchange): number | undefined {
  const header = request.headers['content-range'];
  if (header === undefined) return undefined;
  const range = parseContentRange(header);
  const length = request.headers['content-length'];
  if (!range || (length !== undefined && Number(length) !== range.end - range.start + 1)) {
    throw registryError('BLOB_UPLOAD_INVALID', `Content-Range "${header}" does not describe the body`, 400);
  }
  return range.start;
}

async function finish(exchange: RegistryExchange, name: string, id: string, digest: Digest): Promise<void> {
  const outcome = await finishUpload(exchange.context, name, id, digest);
  if (outcome.kind === 'stored') return answerStored(exchange, name, digest);
  if (outcome.kind === 'unknown-upload') throw unknownUpload(id);
  if (outcome.kind === 'busy') {
    throw registryError('BLOB_UPLOAD_INVALID', `another request is writing to upload ${id}`, 409);
  }
  await cancelUpload(exchange.context, id);
  const text = `provided digest did not match uploaded content: ${digest} was promised, ${outcome.actual} was received`;
  throw registryError('DIGEST_INVALID', text, 400);
}

function answerStored(exchange: RegistryExchange, name: string, digest: string): void {
  answerEmpty(exchange, 201, { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest });
}

function answerProgress(
  exchange: RegistryExchange,
  name: string,
  id: string,
  size: number,
  status: number,
): void {
  answerEmpty(exchange, status, {
    Location: `/v2/${name}/blobs/uploads/${id}`,
    Range: `0-${Math.max(0, size - 1)}`,
    'Docker-Upload-UUID': id,
  });
}

function readDigest({ url }: RegistryExchange): Digest {
  const digest = url.searchParams.get('digest') ?? '';
  if (isDigest(digest)) return digest;
  throw registryError(
    'DIGEST_INVALID',
    `"${digest}" is not a digest; an upload is finished with ?digest=sha256:…`,
    400,
  );
}

function unknownUpload(id: string): Error {
  return registryError('BLOB_UPLOAD_UNKNOWN', `blob upload unknown to registry: ${id}`, 404);
}
