/** Manifests and indexes by tag or digest: HEAD, GET, PUT, DELETE. */
import { isDigest } from '../../domain/digest.js';
import { deleteImage, deleteTag, referencedByIndex } from '../ecr/delete-image.js';
import type { ImageRow } from '../ecr/ecr-tables.js';
import { findImage, indexesOf } from '../ecr/find-images.js';
import { findRepository } from '../ecr/find-repository.js';
import { maximumManifestBytes } from '../ecr/pushed-manifest.js';
import { putImage } from '../ecr/put-image.js';
import { recordPull } from '../ecr/record-pull.js';
import { readBody } from '../wire/read-body.js';
import { registryError } from './registry-error.js';
import { answerEmpty, type RegistryExchange, unsupportedMethod } from './registry-exchange.js';

export async function answerManifest(
  exchange: RegistryExchange,
  name: string,
  reference: string,
): Promise<void> {
  const { method } = exchange.request;
  if (method === 'GET' || method === 'HEAD') await sendManifest(exchange, name, reference);
  else if (method === 'PUT') await storeManifest(exchange, name, reference);
  else if (method === 'DELETE') removeManifest(exchange, name, reference);
  else throw unsupportedMethod(exchange);
}

/** Always as it was pushed, whatever formats the client lists: a conversion would have another digest. */
async function sendManifest(exchange: RegistryExchange, name: string, reference: string): Promise<void> {
  const { context, request, response } = exchange;
  const image = requireImage(exchange, name, reference);
  const manifest = await context.blobs.load(image.digest);
  if (!manifest) throw unknownManifest();
  response.writeHead(200, {
    'Content-Type': image.mediaType,
    'Content-Length': manifest.byteLength,
    'Docker-Content-Digest': image.digest,
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  recordPull(context, image);
  response.end(manifest);
}

async function storeManifest(exchange: RegistryExchange, name: string, reference: string): Promise<void> {
  const { context, request } = exchange;
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim();
  const manifest = await readBody(request, maximumManifestBytes);
  const { image } = await putImage(context, {
    repositoryName: name,
    manifest,
    mediaType,
    ...identify(reference),
  });
  answerEmpty(exchange, 201, {
    Location: `/v2/${name}/manifests/${image.digest}`,
    'Docker-Content-Digest': image.digest,
  });
}

function removeManifest(exchange: RegistryExchange, name: string, reference: string): void {
  const { context } = exchange;
  const image = requireImage(exchange, name, reference);
  const indexes = indexesOf(context.tables, name, image.digest);
  const { tag } = identify(reference);
  const outcome =
    tag === undefined ? deleteImage(context, image, indexes) : deleteTag(context, image, tag, indexes);
  if (outcome.kind === 'referenced')
    throw registryError('UNSUPPORTED', referencedByIndex(outcome.indexes), 405);
  answerEmpty(exchange, 202);
}

function requireImage({ context }: RegistryExchange, name: string, reference: string): ImageRow {
  findRepository(context, { repositoryName: name });
  const { tag: imageTag, digest: imageDigest } = identify(reference);
  const image = findImage(context.tables, name, { imageTag, imageDigest });
  if (!image) throw unknownManifest();
  return image;
}

function identify(reference: string): { tag?: string; digest?: string } {
  return isDigest(reference) ? { digest: reference } : { tag: reference };
}

function unknownManifest(): Error {
  return registryError('MANIFEST_UNKNOWN', 'Requested image not found', 404);
}
