/** The tag by which an image in the repository says which commit it was built from. */
import { parseTag, type Tag } from './image-reference.js';

/** `git-` and the first 12 digits of the commit. */
export function revisionTag(sha: string): Tag {
  return parseTag(`git-${sha.slice(0, 12)}`);
}

/** The digits of the commit that one of the tags names; undefined without such a tag, and where several name different ones. */
export function revisionOfTags(tags: readonly string[]): string | undefined {
  const found = new Set(tags.flatMap((tag) => /^git-([0-9a-f]{7,40})$/.exec(tag)?.[1] ?? []));
  return found.size === 1 ? [...found][0] : undefined;
}
