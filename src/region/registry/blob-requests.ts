/** Downloads of blobs: by path for those with a token, and by the signed addresses of GetDownloadUrlForLayer. */
import { pipeline } from 'node:stream/promises';
import { type Digest, isDigest } from '../../domain/digest.js';
import { findRepository } from '../ecr/find-repository.js';
import { readLayerUrl } from '../ecr/layer-url.js';
import { parseRange } from './byte-ranges.js';
import { registryError } from './registry-error.js';
import { answerEmpty, type RegistryExchange, unsupportedMethod } from './registry-exchange.js';

/** HEAD and GET. ECR removes layers by itself and has no DELETE for them. */
export async function answerBlob(exchange: RegistryExchange, name: string, reference: string): Promise<void> {
  const { method } = exchange.request;
  if (method !== 'GET' && method !== 'HEAD') throw unsupportedMethod(exchange);
  findRepository(exchange.context, { repositoryName: name });
  await sendBlob(exchange, name, reference);
}

/** GET of a signed address; needs no token. */
export async function answerLayerUrl(exchange: RegistryExchange): Promise<void> {
  const layer = readLayerUrl(exchange.context, exchange.url);
  if (!layer) throw registryError('DENIED', 'The layer address is not valid or has expired.', 403);
  await sendBlob(exchange, layer.repository, layer.digest);
}

async function sendBlob(exchange: RegistryExchange, name: string, reference: string): Promise<void> {
  const { context, request, response } = exchange;
  if (!isDigest(reference)) throw registryError('DIGEST_INVALID', `"${reference}" is not a digest.`, 400);
  const linked = context.tables.layers.get(`${name}@${reference}`) !== undefined;
  const size = linked ? await context.blobs.size(reference) : undefined;
  if (size === undefined) throw registryError('BLOB_UNKNOWN', `blob unknown to registry: ${reference}`, 404);
  const range = parseRange(request.headers.range, size);
  if (range === 'unsatisfiable') return answerEmpty(exchange, 416, { 'Content-Range': `bytes */${size}` });
  response.statusCode = range ? 206 : 200;
  if (range) response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  response.setHeader('Content-Length', range ? range.end - range.start + 1 : size);
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Docker-Content-Digest', reference);
  if (request.method === 'HEAD') response.end();
  else await pipeline(context.blobs.read(reference as Digest, range), response);
}
