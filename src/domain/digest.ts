/** Digests: `sha256:` and 64 hex digits, the only kind ECR and Lambda use. */
import { createHash } from 'node:crypto';
import { AppError } from '../errors/app-error.js';

/** `sha256:<64 hex>` of a manifest, a config or a layer. Made only by `parseDigest` and `digestOf`. */
export type Digest = string & { readonly __brand: 'Digest' };

const shape = /^sha256:[0-9a-f]{64}$/;

/** @throws REFERENCE_INVALID when the text is not `sha256:` followed by 64 lower-case hex digits. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `"${text}" is not a digest; expected sha256: followed by 64 hex digits.`,
  });
}

export function isDigest(text: string): text is Digest {
  return shape.test(text);
}

/** The digest of exactly these bytes. Never of re-serialised JSON: white space changes it. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;
}

/** The 64 hex digits alone: Lambda's `CodeSha256` of an image function. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** `sha256:` and 12 digits, for people. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
