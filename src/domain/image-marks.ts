/** Tags by which lading tells a lifecycle policy what ECR cannot know: that no function uses an image, or that one does. */
import { type Digest, digestHex } from './digest.js';
import { parseTag, type Tag } from './image-reference.js';

export const unusedPrefix = 'lading-unused-';
export const inUsePrefix = 'lading-in-use-';

/** `lading-unused-` and 12 digits of the digest: a tag of its own for each image, so that immutable repositories take it. */
export function unusedMark(digest: Digest): Tag {
  return parseTag(`${unusedPrefix}${digestHex(digest).slice(0, 12)}`);
}

/** Stands above `unusedMark`. It is added instead of taking that one away, as the last tag of an image is never to be removed. */
export function inUseMark(digest: Digest): Tag {
  return parseTag(`${inUsePrefix}${digestHex(digest).slice(0, 12)}`);
}

/** Marked as unused, and not as in use again since. */
export function isGivenUp(tags: readonly string[]): boolean {
  return tags.some((tag) => tag.startsWith(unusedPrefix)) && !tags.some((tag) => tag.startsWith(inUsePrefix));
}

export function isMark(tag: string): boolean {
  return tag.startsWith(unusedPrefix) || tag.startsWith(inUsePrefix);
}
