/** Looks images up for Lambda. */

import {
  type ImageConfigFile,
  type ImageManifest,
  mediaTypes,
  parseImageConfig,
  parseManifest,
} from '../../domain/image-manifest.js';
import { type ImageReference, parseImageReference } from '../../domain/image-reference.js';
import { AppError } from '../../errors/app-error.js';
import type { ImageAnswer, ImageLookup, ImagePresence } from '../lambda/image-source.js';
import {
  type EcrContext,
  type EcrDependencies,
  type ImageRow,
  openEcrContext,
  type RepositoryRow,
} from './ecr-tables.js';
import { findImage } from './find-images.js';
import { createUnpackedSize, type UnpackedSize } from './unpacked-size.js';

const configTypes: readonly string[] = [mediaTypes.dockerConfig, mediaTypes.ociConfig];
const maximumConfigBytes = 8 * 1024 * 1024;

/** A digest in the URI counts before a tag. The first look at a large layer takes the time to unpack it. */
export function createImageLookup(dependencies: EcrDependencies): ImageLookup {
  const context = openEcrContext(dependencies);
  const unpackedSize = createUnpackedSize(context);
  return (imageUri) => lookUp(context, unpackedSize, imageUri);
}

/** From the tables alone. */
export function createImagePresence(dependencies: EcrDependencies): ImagePresence {
  const context = openEcrContext(dependencies);
  return (imageUri) => typeof find(context, imageUri) === 'object';
}

async function lookUp(
  context: EcrContext,
  unpackedSize: UnpackedSize,
  imageUri: string,
): Promise<ImageAnswer> {
  const found = find(context, imageUri);
  if (typeof found === 'string') return { kind: found };
  const { repository, image } = found;
  const bytes = await context.blobs.load(image.digest);
  if (!bytes) return { kind: 'image-missing' };
  const manifest = parseManifest(bytes, image.mediaType);
  const { digest, mediaType } = image;
  const policy = repository.policyText === undefined ? {} : { repositoryPolicy: repository.policyText };
  if (manifest.kind === 'index') return { kind: 'found', digest, mediaType, manifest, ...policy };
  const config = await readConfig(context, manifest);
  const uncompressedBytes = await unpackedSize(manifest.layers);
  return {
    kind: 'found',
    digest,
    mediaType,
    manifest,
    ...(config && { config }),
    ...(uncompressedBytes !== undefined && { uncompressedBytes }),
    ...policy,
  };
}

function find(
  context: EcrContext,
  imageUri: string,
): { repository: RepositoryRow; image: ImageRow } | 'invalid-uri' | 'repository-missing' | 'image-missing' {
  const reference = parse(imageUri);
  if (!reference || !isHere(context, reference)) return 'invalid-uri';
  const repository = context.tables.repositories.get(reference.repository);
  if (!repository) return 'repository-missing';
  const id = reference.digest ? { imageDigest: reference.digest } : { imageTag: reference.tag };
  const image = findImage(context.tables, repository.name, id);
  return image ? { repository, image } : 'image-missing';
}

function isHere({ settings }: EcrContext, reference: ImageReference): boolean {
  if (!reference.tag && !reference.digest) return false;
  const { ecr, host } = reference;
  if (!ecr) return host === settings.host;
  return ecr.account === settings.account && ecr.region === settings.region && !ecr.fips;
}

function parse(imageUri: string): ImageReference | undefined {
  try {
    return parseImageReference(imageUri);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

async function readConfig(
  context: EcrContext,
  { config }: ImageManifest,
): Promise<ImageConfigFile | undefined> {
  if (!configTypes.includes(config.mediaType)) return undefined;
  const size = await context.blobs.size(config.digest);
  const bytes =
    size !== undefined && size <= maximumConfigBytes ? await context.blobs.load(config.digest) : undefined;
  try {
    return bytes && parseImageConfig(bytes);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
