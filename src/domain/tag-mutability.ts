/** Whether ECR lets an existing tag be moved. */
import type { Tag } from './image-reference.js';

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html: filters are wildcards, `*` matches any run of characters. */
export function tagMayMove(tag: Tag, mutability: string, exclusions: readonly string[]): boolean {
  const excluded = exclusions.some((filter) => wildcard(filter).test(tag));
  if (mutability.startsWith('IMMUTABLE')) return mutability.endsWith('WITH_EXCLUSION') && excluded;
  return !(mutability.endsWith('WITH_EXCLUSION') && excluded);
}

function wildcard(filter: string): RegExp {
  return new RegExp(
    `^${filter
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
}
