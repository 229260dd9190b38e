/** Decides whether a tag of a repository may move. */
import type { RepositoryRow } from './ecr-tables.js';
import { matchesWildcard } from './wildcard.js';

/**
 * True when a tag, once it names an image, cannot name another. Exclusion filters are wildcards (`*` is any run of characters)
 * for the tags that are the exception.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 */
export function isTagImmutable(
  repository: Pick<RepositoryRow, 'tagMutability' | 'mutabilityExclusions'>,
  tag: string,
): boolean {
  const excluded = repository.mutabilityExclusions.some((filter) => matchesWildcard(filter, tag));
  if (repository.tagMutability === 'IMMUTABLE_WITH_EXCLUSION') return !excluded;
  if (repository.tagMutability === 'MUTABLE_WITH_EXCLUSION') return excluded;
  return repository.tagMutability === 'IMMUTABLE';
}
