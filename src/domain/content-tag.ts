/** The tag that an image gets by its content, so that the same image always has the same tag. */
import type { Digest } from './digest.js';
import { digestHex } from './digest.js';
import { parseTag, type Tag } from './image-reference.js';

/** `image-` and the first 12 digits of the engine's image id, which is the digest of the image config. */
export function contentTag(imageId: Digest): Tag {
  return parseTag(`image-${digestHex(imageId).slice(0, 12)}`);
}
