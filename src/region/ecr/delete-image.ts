/** Removes a tag or an image from a repository: what BatchDeleteImage and the registry's manifest DELETE have in common. */
import type { Digest } from '../../domain/digest.js';
import type { EcrContext, ImageRow } from './ecr-tables.js';
import { tagsByDigest } from './find-images.js';

export type DeleteImageOutcome =
  /** What is gone: one entry per tag, or one without a tag for an untagged image. */
  | { readonly kind: 'deleted'; readonly removed: readonly { imageDigest: Digest; imageTag?: string }[] }
  | { readonly kind: 'referenced'; readonly indexes: readonly Digest[] };

/**
 * Removes one tag; with its last tag the image itself goes, as in ECR, unless an index refers to it: then neither does.
 * @param indexes digests of the indexes that refer to the image
 */
export function deleteTag(
  context: EcrContext,
  image: ImageRow,
  tag: string,
  indexes: readonly Digest[],
): DeleteImageOutcome {
  const others = (tagsByDigest(context.tables, image.repository).get(image.digest) ?? []).filter(
    (other) => other !== tag,
  );
  if (others.length === 0) return deleteImage(context, image, indexes);
  context.tables.tags.delete(`${image.repository}:${tag}`);
  return { kind: 'deleted', removed: [{ imageDigest: image.digest, imageTag: tag }] };
}

/** Removes an image with all its tags. Its layers stay in the repository, so that a push under way still finds them. */
export function deleteImage(
  context: EcrContext,
  image: ImageRow,
  indexes: readonly Digest[],
): DeleteImageOutcome {
  if (indexes.length > 0) return { kind: 'referenced', indexes };
  const { images, tags } = context.tables;
  const own = tagsByDigest(context.tables, image.repository).get(image.digest) ?? [];
  for (const tag of own) tags.delete(`${image.repository}:${tag}`);
  images.delete(`${image.repository}@${image.digest}`);
  const removed = own.map((imageTag) => ({ imageDigest: image.digest, imageTag }));
  return { kind: 'deleted', removed: own.length > 0 ? removed : [{ imageDigest: image.digest }] };
}

/** ECR's words for the refusal. */
export function referencedByIndex(indexes: readonly Digest[]): string {
  return `Requested image referenced by manifest list: [${indexes.join(', ')}]`;
}
