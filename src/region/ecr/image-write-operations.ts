/** PutImage, BatchDeleteImage. */
import * as z from 'zod';
import type { Digest } from '../../domain/digest.js';
import { deleteImage, deleteTag, referencedByIndex } from './delete-image.js';
import { imageAlreadyExists } from './ecr-errors.js';
import type { EcrContext } from './ecr-tables.js';
import { findImage, type ImageIdentifier, indexesOf } from './find-images.js';
import { findRepository } from './find-repository.js';
import { type ImageFailure, imageFailure, imageNotFoundFailure } from './image-failure.js';
import { type EcrOperation, operation } from './operation.js';
import { maximumManifestBytes } from './pushed-manifest.js';
import { putImage } from './put-image.js';
import { imageIdentifiers, imageTag, repositoryAddress } from './request-members.js';

const putImageOperation = operation(
  z.strictObject({
    ...repositoryAddress,
    imageManifest: z.string().min(1).max(maximumManifestBytes),
    imageManifestMediaType: z.string().optional(),
    imageTag: imageTag.optional(),
    imageDigest: z.string().optional(),
  }),
  'changes',
  async (context, input) => {
    const { named } = findRepository(context, input);
    const { image, kind } = await putImage(context, {
      repositoryName: input.repositoryName,
      registryId: input.registryId,
      manifest: Buffer.from(input.imageManifest),
      mediaType: input.imageManifestMediaType,
      tag: input.imageTag,
      digest: input.imageDigest,
    });
    if (kind === 'unchanged') throw imageAlreadyExists(named, image.digest, input.imageTag);
    return {
      image: {
        registryId: named.registryId,
        repositoryName: named.name,
        imageId: {
          imageDigest: image.digest,
          ...(input.imageTag !== undefined && { imageTag: input.imageTag }),
        },
        imageManifest: input.imageManifest,
        imageManifestMediaType: image.mediaType,
      },
    };
  },
);

const batchDeleteImage = operation(
  z.strictObject({ ...repositoryAddress, imageIds: imageIdentifiers }),
  'changes',
  (context, input) => {
    const { repository } = findRepository(context, input);
    // Looked at before anything is deleted: a child is refused also where its index is in the same batch.
    const parents = new Map<string, Digest[]>();
    for (const id of input.imageIds) {
      const digest = findImage(context.tables, repository.name, id)?.digest;
      if (digest) parents.set(digest, indexesOf(context.tables, repository.name, digest));
    }
    const imageIds: ImageIdentifier[] = [];
    const failures: ImageFailure[] = [];
    for (const id of input.imageIds) {
      const outcome = remove(context, repository.name, id, parents);
      if (Array.isArray(outcome)) imageIds.push(...outcome);
      else failures.push(outcome);
    }
    return { imageIds, failures };
  },
);

export const imageWriteOperations: Record<string, EcrOperation> = {
  PutImage: putImageOperation,
  BatchDeleteImage: batchDeleteImage,
};

function remove(
  context: EcrContext,
  repository: string,
  id: ImageIdentifier,
  parents: ReadonlyMap<string, readonly Digest[]>,
): ImageIdentifier[] | ImageFailure {
  const image = findImage(context.tables, repository, id);
  if (!image) return imageFailure(context, repository, id) ?? imageNotFoundFailure(id);
  const indexes = parents.get(image.digest) ?? [];
  const outcome =
    id.imageTag === undefined
      ? deleteImage(context, image, indexes)
      : deleteTag(context, image, id.imageTag, indexes);
  if (outcome.kind === 'deleted') return [...outcome.removed];
  const failureReason = referencedByIndex(outcome.indexes);
  return { imageId: id, failureCode: 'ImageReferencedByManifestList', failureReason };
}
