/** Why one entry of a batch of images cannot be served: batches succeed as a whole and report per entry. */
import type { EcrContext } from './ecr-tables.js';
import { findImage, type ImageIdentifier } from './find-images.js';

export interface ImageFailure {
  readonly imageId: ImageIdentifier;
  readonly failureCode: string;
  readonly failureReason: string;
}

const digestShape = /^[a-zA-Z0-9-_+.]+:[a-fA-F0-9]{64}$/;

/** Undefined when the identifier names an image of the repository. */
export function imageFailure(
  context: EcrContext,
  repository: string,
  id: ImageIdentifier,
): ImageFailure | undefined {
  const { imageDigest, imageTag } = id;
  if (imageDigest === undefined && imageTag === undefined) {
    return failure(
      id,
      'MissingDigestAndTag',
      'Invalid request parameters: both tag and digest cannot be null',
    );
  }
  if (imageDigest !== undefined && !digestShape.test(imageDigest)) {
    const reason =
      "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'";
    return failure(id, 'InvalidImageDigest', reason);
  }
  if (findImage(context.tables, repository, id)) return undefined;
  const both = imageDigest !== undefined && imageTag !== undefined;
  if (both && findImage(context.tables, repository, { imageTag })) {
    const reason = 'Invalid request parameters: given tag does not map to the given digest';
    return failure(id, 'ImageTagDoesNotMatchDigest', reason);
  }
  return imageNotFoundFailure(id);
}

export function imageNotFoundFailure(id: ImageIdentifier): ImageFailure {
  return failure(id, 'ImageNotFound', 'Requested image not found');
}

function failure(imageId: ImageIdentifier, failureCode: string, failureReason: string): ImageFailure {
  return { imageId, failureCode, failureReason };
}
