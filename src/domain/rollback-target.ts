/** What `--to` names, as it is written and as it is meant. */
import { type Digest, isDigest } from './digest.js';
import { parseTag, type Tag } from './image-reference.js';

/** As written: some of it only the function or the repository can tell. */
export type WrittenTarget =
  | RollbackTarget
  /** Digits alone: a version, or a tag such as the number of a build. */
  | { readonly kind: 'number'; readonly text: string }
  /** The first digits of a digest, as `history` shows them. */
  | { readonly kind: 'short'; readonly prefix: string }
  | { readonly kind: 'tag'; readonly tag: Tag };

export type RollbackTarget =
  | { readonly kind: 'previous' }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'digest'; readonly digest: Digest };

/**
 * `previous`, `12`, `sha256:…` in full or its first digits, `REPOSITORY@sha256:…`, `version:12`, `tag:12`, or anything else as a tag.
 * @throws REFERENCE_INVALID
 */
export function parseRollbackTarget(text: string): WrittenTarget {
  if (text === 'previous') return { kind: 'previous' };
  if (/^\d+$/.test(text)) return { kind: 'number', text };
  const [, version] = /^version:(\d+)$/.exec(text) ?? [];
  if (version !== undefined) return { kind: 'version', version };
  const digest = text.slice(text.lastIndexOf('@') + 1);
  if (isDigest(digest)) return { kind: 'digest', digest };
  if (/^sha256:[0-9a-f]{1,63}$/.test(text)) return { kind: 'short', prefix: text };
  return { kind: 'tag', tag: parseTag(text.replace(/^tag:/, '')) };
}
